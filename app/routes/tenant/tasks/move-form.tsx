import { Form } from "react-router";
import type { TaskStatus } from "#app/domain/task/table.ts";
import { SubmitButton } from "#app/ui/button.tsx";
import { Select } from "#app/ui/input.tsx";
import { statuses, statusLabels } from "./status.ts";

const edges = [
  { value: "bottom", label: "at the bottom" },
  { value: "top", label: "at the top" },
];

/** Moves a card without the board: what dragging does, for whoever has no pointer or no scripts. */
export function MoveForm({ action, status }: { action: string; status: TaskStatus }) {
  return (
    <Form method="post" action={action} className="mt-4 grid gap-2 border-t border-line pt-4">
      <Select
        name="status"
        aria-label="Move to column"
        defaultValue={statuses[statuses.indexOf(status) + 1] ?? status}
        options={statuses.map((value) => ({ value, label: statusLabels[value] }))}
      />
      <Select name="edge" aria-label="Place in the column" defaultValue="bottom" options={edges} />
      <SubmitButton action={action} variant="secondary">
        Move task
      </SubmitButton>
    </Form>
  );
}
