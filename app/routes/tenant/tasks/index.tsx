import { href } from "react-router";
import { memberEntryOf } from "#app/context.ts";
import { access } from "#app/domain/membership/access.ts";
import { namesOf, peopleOf } from "#app/domain/membership/people.ts";
import { mayChangeTasks } from "#app/domain/task/policy.ts";
import { taskPage, taskPageRows } from "#app/domain/task/reads.ts";
import { pageOf } from "#app/routes/list-request.ts";
import { queryOf } from "#app/routes/params.ts";
import { requireProject } from "#app/routes/tenant/projects/load.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { todayUtc } from "#app/routes/tenant/today.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pagination } from "#app/ui/pagination.tsx";
import { readTenant } from "#db/transaction.ts";
import type { Route } from "./+types/index.ts";
import { NoTasks } from "./no-tasks.tsx";
import { presentCard } from "./present.ts";
import { taskListQuery } from "./schema.ts";
import { TaskFilterForm } from "./task-filter.tsx";
import { TaskTable } from "./task-table.tsx";

export const handle = access({ read: "tenant:read" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Tasks", matches);

export async function loader({ request, params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const query = queryOf(request, taskListQuery);
  const page = pageOf(request);
  return readTenant(entry, async (tx) => {
    const project = await requireProject(tx, params);
    const { rows, total } = await taskPage(tx, project.id, { ...query, page });
    const names = await namesOf(
      tx,
      rows.map((row) => row.assigneeId),
    );
    const today = todayUtc();
    return {
      project: project.name,
      tasks: rows.map((row) => presentCard(row, names, today)),
      pages: { page, pageSizeRows: taskPageRows, total },
      query,
      people: (await peopleOf(tx)).map(({ id, name }) => ({ id, name })),
      mayCreate: mayChangeTasks(entry, project),
      now: Date.now(),
    };
  });
}

export default function Tasks({ params, loaderData }: Route.ComponentProps) {
  const { project, tasks, pages, query, people, mayCreate, now } = loaderData;
  const base = href("/:tenant/projects/:projectId/tasks", params);
  const isFiltered = query.status !== null || query.assignee !== null;
  const hrefOfPage = (page: number) => {
    const { status, assignee, sort } = query;
    const wanted = { ...(status && { status }), ...(assignee && { assignee }), sort, page: String(page) };
    return `${base}?${new URLSearchParams(wanted)}`;
  };
  const actions = (
    <>
      <a className="button button-secondary" href={href("/:tenant/projects/:projectId", params)}>
        Board
      </a>
      {mayCreate ? (
        <a className="button button-primary" href={`${base}/new`}>
          New task
        </a>
      ) : null}
    </>
  );
  return (
    <>
      <PageHeader title="Tasks" context={<bdi>{project}</bdi>} action={actions} />
      {tasks.length > 0 || isFiltered ? <TaskFilterForm action={base} query={query} people={people} /> : null}
      {tasks.length > 0 ? (
        <TaskTable base={base} tasks={tasks} now={now} />
      ) : isFiltered ? (
        <EmptyState
          action={
            <a className="button button-secondary" href={base}>
              Show all tasks
            </a>
          }
        >
          No task here is like that.
        </EmptyState>
      ) : (
        <NoTasks tasksHref={base} mayCreate={mayCreate} />
      )}
      <Pagination {...pages} hrefOf={hrefOfPage} />
    </>
  );
}
