import type { ProjectEdit } from "#app/domain/project/project.ts";
import { EditForm } from "#app/routes/tenant/edit-form.tsx";
import { TextareaField, TextField } from "#app/ui/field.tsx";
import type { FormAnswer } from "#app/ui/form-answer.ts";
import type { Post } from "#app/ui/post-form.tsx";

interface ProjectFormProps {
  project?: ProjectEdit;
  post: Post<FormAnswer | undefined>;
  newId?: string;
  submit: string;
  cancelHref: string;
}

export function ProjectForm({ project, post, newId, submit, cancelHref }: ProjectFormProps) {
  const { answer } = post;
  const values = { ...project, ...answer?.values };
  return (
    <EditForm newId={newId} version={project?.version} post={post} submit={submit} cancelHref={cancelHref}>
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
