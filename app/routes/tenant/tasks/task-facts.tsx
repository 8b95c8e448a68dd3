import { Avatar } from "#app/ui/avatar.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { DueDay } from "./due-day.tsx";
import type { presentTask } from "./present.ts";
import { statusLabels } from "./status.ts";

/** What is so about a task, in a column beside it. */
export function TaskFacts({ task, now }: { task: ReturnType<typeof presentTask>; now: number }) {
  return (
    <dl className="facts">
      <dt>Status</dt>
      <dd>{statusLabels[task.status]}</dd>
      <dt>Assignee</dt>
      <dd>
        {task.assignee ? (
          <span className="flex min-w-0 items-center gap-2">
            <Avatar name={task.assignee} size="small" />
            <bdi className="truncate" title={task.assignee}>
              {task.assignee}
            </bdi>
          </span>
        ) : (
          "Nobody"
        )}
      </dd>
      <dt>Due</dt>
      <dd>{task.dueOn ? <DueDay on={task.dueOn} isOverdue={task.isOverdue} now={now} /> : "No day set"}</dd>
      <dt>Created</dt>
      <dd>
        <RelativeTime at={task.createdAt} now={now} /> by <bdi>{task.createdBy}</bdi>
      </dd>
    </dl>
  );
}
