import { statusLabels, taskStatuses } from "#app/domain/task/status.ts";
import type { TaskText } from "#app/domain/task/table.ts";
import { EditForm } from "#app/routes/tenant/edit-form.tsx";
import { SelectField, TextareaField, TextField } from "#app/ui/field.tsx";
import type { FormAnswer } from "#app/ui/form-answer.ts";
import type { Post } from "#app/ui/post-form.tsx";

interface TaskFormProps {
  /** With a version, it is an edit. */
  task: Partial<TaskText> & { version?: number };
  people: readonly { id: string; name: string }[];
  post: Post<FormAnswer | undefined>;
  newId?: string;
  submit: string;
  cancelHref: string;
}

export function TaskForm({ task, people, post, newId, submit, cancelHref }: TaskFormProps) {
  const { answer } = post;
  const errors = answer?.errors ?? {};
  const values = { ...task, ...answer?.values };
  return (
    <EditForm newId={newId} version={task.version} post={post} submit={submit} cancelHref={cancelHref}>
      <TextField
        label="Title"
        name="title"
        defaultValue={values.title}
        error={errors.title}
        maxLength={200}
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
        error={errors.description}
        maxLength={10_000}
        rows={6}
        dir="auto"
      />
      <div className="grid gap-4 sm:grid-cols-3">
        <SelectField
          label="Status"
          name="status"
          defaultValue={values.status}
          error={errors.status}
          options={taskStatuses.map((value) => ({ value, label: statusLabels[value] }))}
        />
        <SelectField
          label="Assignee"
          name="assigneeId"
          defaultValue={values.assigneeId ?? ""}
          error={errors.assigneeId}
          options={[
            { value: "", label: "Nobody" },
            ...people.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <TextField
          label="Due"
          name="dueOn"
          type="date"
          defaultValue={values.dueOn ?? ""}
          error={errors.dueOn}
          min="1970-01-01"
          max="2199-12-31"
        />
      </div>
    </EditForm>
  );
}
