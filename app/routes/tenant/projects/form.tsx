import { useRef } from "react";
import { Form } from "react-router";
import type { FormAnswer } from "#app/routes/form.ts";
import { Alert } from "#app/ui/alert.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { TextareaField, TextField } from "#app/ui/field.tsx";
import { useFocusFirstError } from "#app/ui/focus-first-error.ts";

interface ProjectFormProps {
  project?: { name: string; description: string; version: number };
  answer?: FormAnswer;
  submit: string;
  cancelHref: string;
}

export function ProjectForm({ project, answer, submit, cancelHref }: ProjectFormProps) {
  const form = useRef<HTMLFormElement>(null);
  useFocusFirstError(form, answer?.errors);
  const values = { ...project, ...answer?.values };
  const problem = answer?.errors[""] ?? answer?.errors.version;
  return (
    <Form method="post" ref={form} noValidate className="grid gap-4">
      {problem ? <Alert kind="error">{problem[0]}</Alert> : null}
      {project ? <input type="hidden" name="version" value={project.version} /> : null}
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
        help="What it is for, and when it is done. Optional."
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
