import type { SomeNounEdit } from "#app/domain/some-noun/some-noun.ts";
import { EditForm } from "#app/routes/tenant/edit-form.tsx";
import { TextareaField, TextField } from "#app/ui/field.tsx";
import type { FormAnswer } from "#app/ui/form-answer.ts";
import type { Post } from "#app/ui/post-form.tsx";

interface SomeNounFormProps {
  current?: SomeNounEdit;
  post: Post<FormAnswer | undefined>;
  newId?: string;
  submit: string;
  cancelHref: string;
}

export function SomeNounForm({ current, post, newId, submit, cancelHref }: SomeNounFormProps) {
  const { answer } = post;
  const values = { ...current, ...answer?.values };
  return (
    <EditForm newId={newId} version={current?.version} post={post} submit={submit} cancelHref={cancelHref}>
      <TextField
        label="Name"
        name="name"
        defaultValue={values.name}
        error={answer?.errors.name}
        maxLength={100}
        autoComplete="off"
        autoFocus
        required
        dir="auto"
      />
      <TextareaField
        label="Description"
        name="description"
        help="Optional."
        defaultValue={values.description}
        error={answer?.errors.description}
        maxLength={5_000}
        rows={6}
        dir="auto"
      />
    </EditForm>
  );
}
