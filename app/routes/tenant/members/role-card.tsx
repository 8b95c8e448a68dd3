import type { Role } from "#app/domain/membership/permissions.ts";
import { roleTexts } from "#app/domain/membership/role-text.ts";
import { SubmitButton } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { SelectField } from "#app/ui/field.tsx";
import type { FormAnswer } from "#app/ui/form-answer.ts";
import { type Post, PostForm } from "#app/ui/post-form.tsx";
import { revokesText } from "./revoked-text.ts";

interface RoleCardProps {
  role: Role;
  /** Those to choose from. None: the viewer may only read it. */
  roles: readonly Role[];
  isYou: boolean;
  /** How many of their invitations are still open. */
  sent: number;
  post: Post<FormAnswer | undefined>;
}

export function RoleCard({ role, roles, isYou, sent, post }: RoleCardProps) {
  const { answer } = post;
  const sender = isYou ? "you" : "they";
  if (roles.length === 0) {
    return (
      <Card title="Role in this workspace">
        <p className="font-medium">{roleTexts[role].label}</p>
        <p className="text-muted">{roleTexts[role].does}</p>
      </Card>
    );
  }
  return (
    <Card title="Role in this workspace">
      {/* Keyed, so that the choice is the present role again after a change. */}
      <PostForm post={post} key={role} className="grid gap-4">
        <SelectField
          label="Role"
          name="role"
          defaultValue={answer?.values.role ?? role}
          error={answer?.errors.role}
          help={isYou ? "Once it is a lower one, only somebody else can raise it again." : undefined}
          options={roles.map((offered) => ({ value: offered, label: roleTexts[offered].label }))}
        />
        <dl className="grid gap-2">
          {roles.map((offered) => (
            <div key={offered} className="grid grid-cols-[4rem_1fr] gap-2">
              <dt className="font-medium">{roleTexts[offered].label}</dt>
              <dd className="text-muted">{roleTexts[offered].does}</dd>
            </div>
          ))}
        </dl>
        {sent > 0 ? (
          <p className="text-muted">
            As a member or viewer, {sender} can't invite any more:{revokesText(sent, sender)}
          </p>
        ) : null}
        <div>
          <SubmitButton>Change role</SubmitButton>
        </div>
      </PostForm>
    </Card>
  );
}
