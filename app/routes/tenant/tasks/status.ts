import type { TaskStatus } from "#app/domain/task/table.ts";

/** What people call the columns of the board, in their order. */
export const statusLabels: Readonly<Record<TaskStatus, string>> = {
  todo: "To do",
  doing: "Doing",
  done: "Done",
};

export const statuses = Object.keys(statusLabels) as TaskStatus[];
