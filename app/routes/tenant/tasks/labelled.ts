import type { TaskText } from "#app/domain/task/table.ts";
import { statusLabels } from "./status.ts";

type Texts = { [Field in keyof TaskText]?: string | null };

/** A task's text by the labels of its form, in words, to be compared by a person. */
export function labelled(task: Texts, people: readonly { id: string; name: string }[]) {
  const status = task.status as TaskText["status"] | undefined;
  return {
    Title: task.title ?? "",
    Description: (task.description ?? "").replaceAll("\r\n", "\n"),
    Status: status ? statusLabels[status] : "",
    Assignee: people.find(({ id }) => id === task.assigneeId)?.name ?? "Nobody",
    Due: task.dueOn ?? "",
  };
}
