import type { SomeNounEdit } from "#app/domain/some-noun/some-noun.ts";
import type { FormAnswer } from "#app/routes/form.ts";
import { EditForm } from "#app/routes/tenant/edit-form.tsx";
import { TextareaField, TextField } from "#app/ui/field.tsx";

interface SomeNounFormProps {
  current?: SomeNounEdit;
  answer?: FormAnswer;
  submit: string;
  cancelHref: string;
}

export function SomeNounForm({ current, answer, submit, cancelHref }: SomeNounFormProps) {
  const values = { ...current, ...answer?.values };
  return (
    <EditForm version={current?.version} answer={answer} submit={submit} cancelHref={cancelHref}>
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
