import { useRef } from "react";
import { Form } from "react-router";
import type { FormAnswer } from "#app/routes/form.ts";
import { Alert } from "#app/ui/alert.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { TextareaField, TextField } from "#app/ui/field.tsx";
import { useFocusFirstError } from "#app/ui/focus-first-error.ts";

interface SomeNounFormProps {
  someNoun?: { name: string; description: string; version: number };
  answer?: FormAnswer;
  submit: string;
  cancelHref: string;
}

export function SomeNounForm({ someNoun, answer, submit, cancelHref }: SomeNounFormProps) {
  const form = useRef<HTMLFormElement>(null);
  useFocusFirstError(form, answer?.errors);
  const values = { ...someNoun, ...answer?.values };
  const problem = answer?.errors[""] ?? answer?.errors.version;
  return (
    <Form method="post" ref={form} noValidate className="grid gap-4">
      {problem ? <Alert kind="error">{problem[0]}</Alert> : null}
      {someNoun ? <input type="hidden" name="version" value={someNoun.version} /> : null}
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
      <div className="flex flex-wrap gap-2">
        <SubmitButton>{submit}</SubmitButton>
        <a className="button button-ghost" href={cancelHref}>
          Cancel
        </a>
      </div>
    </Form>
  );
}
