import { href } from "react-router";
import { memberEntryOf } from "#app/context.ts";
import { countWork, dueTasks, myOpenTasks, recentChanges } from "#app/domain/dashboard/reads.ts";
import { access } from "#app/domain/membership/access.ts";
import { namesOf } from "#app/domain/membership/people.ts";
import { mayCreateProject } from "#app/domain/project/policy.ts";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { readTenant } from "#db/transaction.ts";
import type { Route } from "./+types/dashboard.ts";
import { Changes } from "./dashboard/changes.tsx";
import { presentChange, presentDashboardTask } from "./dashboard/present.ts";
import { TaskList } from "./dashboard/task-list.tsx";
import { WorkStats } from "./dashboard/work-stats.tsx";
import { tenantTitle } from "./title.ts";
import { todayUtc } from "./today.ts";

export const handle = access({ read: "tenant:read" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Dashboard", matches);

const listRows = 8;

export async function loader({ context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const today = todayUtc();
  return readTenant(entry, async (tx) => {
    const counts = await countWork(tx, today);
    const mine = await myOpenTasks(tx, listRows);
    const due = await dueTasks(tx, todayUtc(7), listRows);
    const changes = await recentChanges(tx, listRows);
    const people = [...due.map((task) => task.assigneeId), ...changes.map((change) => change.by)];
    const names = await namesOf(tx, people);
    return {
      counts,
      mine: mine.map((task) => presentDashboardTask(task, names, today)),
      due: due.map((task) => presentDashboardTask(task, names, today)),
      changes: changes.map((change) => presentChange(change, names)),
      mayCreate: mayCreateProject(entry),
      now: Date.now(),
    };
  });
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
      <WorkStats counts={counts} />
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
