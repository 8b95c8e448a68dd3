import { DueDay } from "#app/routes/tenant/tasks/due-day.tsx";
import type { presentDashboardTask } from "./present.ts";

interface TaskListProps {
  /** The address of the projects. */
  base: string;
  tasks: ReturnType<typeof presentDashboardTask>[];
  now: number;
  /** What it says when there is none. */
  empty: string;
  withAssignee?: boolean;
}

/** A few tasks of several projects. */
export function TaskList({ base, tasks, now, empty, withAssignee }: TaskListProps) {
  if (tasks.length === 0) return <p className="card-body text-muted">{empty}</p>;
  return (
    <ul className="list">
      {tasks.map(({ id, projectId, projectName, title, assignee, dueOn, isOverdue }) => (
        <li key={id}>
          <div className="min-w-0 flex-1">
            <a
              className="block truncate font-medium hover:underline"
              href={`${base}/${projectId}/tasks/${id}`}
              title={title}
            >
              <bdi>{title}</bdi>
            </a>
            <p className="truncate text-sm text-muted">
              <bdi>{projectName}</bdi>
              {withAssignee ? (
                <>
                  {" · "}
                  <bdi>{assignee ?? "Nobody"}</bdi>
                </>
              ) : null}
            </p>
          </div>
          {dueOn ? (
            <span className="flex-none text-sm text-muted">
              <DueDay on={dueOn} isOverdue={isOverdue} now={now} />
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
