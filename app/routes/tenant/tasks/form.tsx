import { useRef } from "react";
import { Form } from "react-router";
import { statusLabels, taskStatuses } from "#app/domain/task/status.ts";
import type { TaskText } from "#app/domain/task/table.ts";
import type { FormAnswer } from "#app/routes/form.ts";
import { Alert } from "#app/ui/alert.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { SelectField, TextareaField, TextField } from "#app/ui/field.tsx";
import { useFocusFirstError } from "#app/ui/focus-first-error.ts";

interface TaskFormProps {
  /** With a version, it is an edit. */
  task: Partial<TaskText> & { version?: number };
  people: readonly { id: string; name: string }[];
  answer?: FormAnswer;
  submit: string;
  cancelHref: string;
}

export function TaskForm({ task, people, answer, submit, cancelHref }: TaskFormProps) {
  const form = useRef<HTMLFormElement>(null);
  useFocusFirstError(form, answer?.errors);
  const errors = answer?.errors ?? {};
  const values = { ...task, ...answer?.values };
  const problem = errors[""] ?? errors.version;
  return (
    <Form method="post" ref={form} noValidate className="grid gap-4">
      {problem ? <Alert kind="error">{problem[0]}</Alert> : null}
      {task.version ? <input type="hidden" name="version" value={task.version} /> : null}
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
      <div className="flex flex-wrap gap-2">
        <SubmitButton>{submit}</SubmitButton>
        <a className="button button-ghost" href={cancelHref}>
          Cancel
        </a>
      </div>
    </Form>
  );
}
