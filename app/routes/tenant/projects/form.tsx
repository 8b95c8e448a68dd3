import type { ProjectEdit } from "#app/domain/project/project.ts";
import type { FormAnswer } from "#app/routes/form.ts";
import { EditForm } from "#app/routes/tenant/edit-form.tsx";
import { TextareaField, TextField } from "#app/ui/field.tsx";

interface ProjectFormProps {
  project?: ProjectEdit;
  answer?: FormAnswer;
  submit: string;
  cancelHref: string;
}

export function ProjectForm({ project, answer, submit, cancelHref }: ProjectFormProps) {
  const values = { ...project, ...answer?.values };
  return (
    <EditForm version={project?.version} answer={answer} submit={submit} cancelHref={cancelHref}>
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
    </EditForm>
  );
}
