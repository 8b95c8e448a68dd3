import type { InvitedRole } from "#app/domain/invitation/policy.ts";
import { roleTexts } from "#app/domain/membership/role-text.ts";
import { SubmitButton } from "#app/ui/button.tsx";
import { SelectField, TextareaField } from "#app/ui/field.tsx";
import { isRefusal } from "#app/ui/form-answer.ts";
import { type Post, PostForm } from "#app/ui/post-form.tsx";

interface InviteFormProps {
  roles: readonly InvitedRole[];
  canMail: boolean;
  post: Post<unknown>;
}

export function InviteForm({ roles, canMail, post }: InviteFormProps) {
  const answer = isRefusal(post.answer) ? post.answer : undefined;
  return (
    <section className="card card-body mb-8" aria-labelledby="invite">
      <h2 id="invite" className="text-base">
        Invite people
      </h2>
      <p className="mt-1 mb-4 max-w-prose text-sm text-muted">
        Viewers read, members work on projects, admins manage people and settings as well.{" "}
        {canMail
          ? "Each gets a mail with a link that works for a week."
          : "Mail isn't set up here: copy each invitation's link from the list, and pass it on yourself."}
      </p>
      <PostForm post={post} className="grid gap-4">
        <div className="grid items-start gap-4 sm:grid-cols-[1fr_9rem_auto]">
          <TextareaField
            label="Email addresses"
            name="email"
            help="Several with commas or line breaks between them."
            defaultValue={answer?.values.email}
            error={answer?.errors.email}
            rows={1}
            className="[&>textarea]:min-h-9"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
          <SelectField
            label="Role"
            name="role"
            defaultValue={answer?.values.role ?? "member"}
            error={answer?.errors.role}
            options={roles.map((role) => ({ value: role, label: roleTexts[role].label }))}
          />
          <SubmitButton className="sm:mt-6">Invite</SubmitButton>
        </div>
      </PostForm>
    </section>
  );
}
