import { Form } from "react-router";
import type { TaskFilter } from "#app/domain/task/reads.ts";
import { Select } from "#app/ui/input.tsx";
import { statuses, statusLabels } from "./status.ts";

interface TaskFilterProps {
  action: string;
  query: Omit<TaskFilter, "page">;
  people: readonly { id: string; name: string }[];
}

const anyStatus = [
  { value: "", label: "Any status" },
  ...statuses.map((value) => ({ value, label: statusLabels[value] })),
];
const orders = [
  { value: "due", label: "By due day" },
  { value: "position", label: "As on the board" },
];

/** Which tasks the list shows, and in which order. */
export function TaskFilterForm({ action, query, people }: TaskFilterProps) {
  const assignees = [
    { value: "", label: "Anybody" },
    { value: "none", label: "Nobody" },
    ...people.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <Form method="get" action={action} className="mb-4 flex flex-wrap gap-2" role="search" aria-label="Tasks">
      <Select
        name="status"
        aria-label="Status"
        className="min-w-28 flex-1 sm:max-w-44"
        defaultValue={query.status ?? ""}
        options={anyStatus}
      />
      <Select
        name="assignee"
        aria-label="Assignee"
        className="min-w-28 flex-1 sm:max-w-44"
        defaultValue={query.assignee ?? ""}
        options={assignees}
      />
      <Select
        name="sort"
        aria-label="Order"
        className="min-w-28 flex-[1.5] sm:max-w-44"
        defaultValue={query.sort}
        options={orders}
      />
      <button type="submit" className="button button-secondary">
        Show
      </button>
    </Form>
  );
}
