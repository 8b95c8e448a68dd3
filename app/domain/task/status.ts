/** The columns of the board, in their order. */
export const taskStatuses = ["todo", "doing", "done"] as const;
export type TaskStatus = (typeof taskStatuses)[number];

export const statusLabels: Readonly<Record<TaskStatus, string>> = {
  todo: "To do",
  doing: "Doing",
  done: "Done",
};
