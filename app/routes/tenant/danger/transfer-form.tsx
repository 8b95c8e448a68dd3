import { SubmitButton } from "#app/ui/button.tsx";
import { SelectField } from "#app/ui/field.tsx";
import type { FormAnswer } from "#app/ui/form-answer.ts";
import { type Post, PostForm } from "#app/ui/post-form.tsx";
import { ConfirmationField } from "./confirmation-field.tsx";

interface TransferFormProps {
  tenant: string;
  others: readonly { id: string; name: string; email: string }[];
  proposedId: string;
  post: Post<FormAnswer | undefined>;
  cancelHref: string;
}

/** U+200E keeps the order in any script. Before the name, it would hinder finding an option by typing. */
const labelOf = ({ name, email }: { name: string; email: string }) => `${name}\u200e (${email})`;

export function TransferForm({ tenant, others, proposedId, post, cancelHref }: TransferFormProps) {
  const { answer } = post;
  return (
    <PostForm post={post} keepsDraft={false} className="card card-body grid gap-4">
      <SelectField
        label="New owner"
        name="userId"
        defaultValue={answer?.values.userId ?? proposedId}
        error={answer?.errors.userId}
        options={[
          { value: "", label: "Choose a member" },
          ...others.map((person) => ({ value: person.id, label: labelOf(person) })),
        ]}
        required
      />
      <ConfirmationField slug={tenant} answer={answer} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="danger">Transfer ownership</SubmitButton>
        <a className="button button-ghost" href={cancelHref}>
          Cancel
        </a>
      </div>
    </PostForm>
  );
}
