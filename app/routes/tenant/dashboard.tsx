import { href } from "react-router";
import { access } from "#app/access.ts";
import { upTo } from "#app/base/number-text.ts";
import { todayUtc } from "#app/base/time-text.ts";
import { memberEntryOf } from "#app/context.ts";
import {
  countedWork,
  countWork,
  type DashboardTask,
  dueTasks,
  openTasksOf,
  type RecentChange,
  recentChanges,
  type WorkCounts,
} from "#app/domain/dashboard/reads.ts";
import { nameOf, namesOf } from "#app/domain/membership/reads.ts";
import { mayCreateProject } from "#app/domain/project/policy.ts";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Stat } from "#app/ui/stat.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { readTenant } from "#db/transaction.ts";
import type { Route } from "./+types/dashboard.ts";
import { DueDay } from "./tasks/due-day.tsx";
import { isOverdue } from "./tasks/present.ts";
import { tenantTitle } from "./title.ts";

export const handle = access({ read: "tenant:read" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Dashboard", matches);

export async function loader({ context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const userId = entry.user.id;
  const today = todayUtc();
  return readTenant(entry, async (tx) => {
    const [counts, mine, due, changes] = await Promise.all([
      countWork.first(tx, { userId, today }),
      openTasksOf(tx, { userId }),
      dueTasks(tx, { untilDay: todayUtc(7) }),
      recentChanges(tx),
    ]);
    const people = [...due.map((task) => task.assigneeId), ...changes.map((change) => change.by)];
    const names = await namesOf(tx, people);
    return {
      counts: presentCounts(counts),
      mine: mine.map((task) => presentDashboardTask(task, names, today)),
      due: due.map((task) => presentDashboardTask(task, names, today)),
      changes: changes.map((change) => presentChange(change, names)),
      mayCreate: mayCreateProject(entry),
      now: Date.now(),
    };
  });
}

function presentCounts(counts: WorkCounts | null) {
  const text = (count = 0) => upTo(countedWork, count);
  return {
    myTasks: text(counts?.myTasks),
    overdueTasks: text(counts?.overdueTasks),
    projects: text(counts?.projects),
  };
}

function presentDashboardTask(task: DashboardTask, names: ReadonlyMap<string, string>, today: string) {
  const { id, projectId, projectName, title, dueOn, assigneeId } = task;
  const assignee = assigneeId && nameOf(names, assigneeId);
  return { id, projectId, projectName, title, assignee, dueOn, isOverdue: isOverdue(task, today) };
}

function presentChange(change: RecentChange, names: ReadonlyMap<string, string>) {
  const { kind, id, projectId, name, by, at, isNew } = change;
  return { kind, id, projectId, name, by: nameOf(names, by), at: at.toISOString(), isNew };
}

export default function Dashboard({ params, loaderData }: Route.ComponentProps) {
  const { counts, mine, due, changes, mayCreate, now } = loaderData;
  const projectsHref = href("/:tenant/projects", params);
  const create = (text: string) =>
    mayCreate ? (
      <a className="button button-primary" href={`${projectsHref}/new`}>
        {text}
      </a>
    ) : null;
  if (changes.length === 0) {
    return (
      <>
        <PageHeader title="Dashboard" />
        <EmptyState action={create("Create your first project")}>
          Here you will see what is yours to do, what is due, and what changed. It begins with a project.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader title="Dashboard" action={create("New project")} />
      <dl className="stats">
        <Stat label="Your open tasks" value={counts.myTasks} />
        <Stat label="Overdue in all projects" value={counts.overdueTasks} />
        <Stat label="Active projects" value={counts.projects} />
      </dl>
      <div className="mt-6 grid grid-cols-1 items-start gap-6 lg:grid-cols-2">
        <div className="grid grid-cols-1 gap-6">
          <Card title="Your open tasks" flush>
            <TaskList base={projectsHref} tasks={mine} now={now} empty="Nothing is waiting for you." />
          </Card>
          <Card title="Due this week" flush>
            <TaskList
              base={projectsHref}
              tasks={due}
              now={now}
              empty="Nothing is due in the next seven days."
              withAssignee
            />
          </Card>
        </div>
        <Card title="Changed lately" flush>
          <Changes base={projectsHref} changes={changes} now={now} />
        </Card>
      </div>
    </>
  );
}

interface TaskListProps {
  base: string;
  tasks: ReturnType<typeof presentDashboardTask>[];
  now: number;
  empty: string;
  withAssignee?: boolean;
}

function TaskList({ base, tasks, now, empty, withAssignee }: TaskListProps) {
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

interface ChangesProps {
  base: string;
  changes: ReturnType<typeof presentChange>[];
  now: number;
}

function Changes({ base, changes, now }: ChangesProps) {
  return (
    <ul className="list">
      {changes.map(({ kind, id, projectId, name, by, at, isNew }) => (
        <li key={id}>
          <div className="min-w-0 flex-1">
            <a
              className="block truncate font-medium hover:underline"
              href={kind === "project" ? `${base}/${id}` : `${base}/${projectId}/tasks/${id}`}
              title={name}
            >
              <bdi>{name}</bdi>
            </a>
            <p className="truncate text-sm text-muted">
              {`${kind === "project" ? "Project" : "Task"} ${isNew ? "created" : "changed"} by `}
              <bdi>{by}</bdi>
            </p>
          </div>
          <span className="flex-none text-sm text-muted">
            <RelativeTime at={at} now={now} />
          </span>
        </li>
      ))}
    </ul>
  );
}
