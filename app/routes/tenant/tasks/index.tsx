import { Form, href } from "react-router";
import { access } from "#app/access.ts";
import { todayUtc } from "#app/base/time-text.ts";
import { memberEntryOf } from "#app/context.ts";
import { membersByName, namesOf } from "#app/domain/membership/reads.ts";
import { mayChangeTasks } from "#app/domain/task/policy.ts";
import { type TaskFilter, taskPage, taskPageRows } from "#app/domain/task/reads.ts";
import { statusLabels, taskStatuses } from "#app/domain/task/status.ts";
import { pageOf } from "#app/routes/list-request.ts";
import { queryOf, requireId } from "#app/routes/params.ts";
import { requireProject } from "#app/routes/tenant/projects/load.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Select } from "#app/ui/input.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pagination } from "#app/ui/pagination.tsx";
import { readTenant } from "#db/transaction.ts";
import type { Route } from "./+types/index.ts";
import { NoTasks } from "./no-tasks.tsx";
import { presentCard } from "./present.ts";
import { taskListQuery } from "./schema.ts";
import { TaskTable } from "./task-table.tsx";

export const handle = access({ read: "tenant:read" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Tasks", matches);

export async function loader({ request, params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const query = queryOf(request, taskListQuery);
  const page = pageOf(request);
  const projectId = requireId(params.projectId);
  return readTenant(entry, async (tx) => {
    const [project, { rows, total }, people] = await Promise.all([
      requireProject(tx, projectId),
      taskPage(tx, projectId, { ...query, page }),
      membersByName(tx),
    ]);
    const assignees = rows.map((row) => row.assigneeId);
    const names = await namesOf(tx, assignees);
    const today = todayUtc();
    return {
      project: project.name,
      tasks: rows.map((row) => presentCard(row, names, today)),
      pages: { page, pageSizeRows: taskPageRows, total },
      query,
      people: people.map(({ id, name }) => ({ id, name })),
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

interface TaskFilterProps {
  action: string;
  query: Omit<TaskFilter, "page">;
  people: readonly { id: string; name: string }[];
}

const anyStatus = [
  { value: "", label: "Any status" },
  ...taskStatuses.map((value) => ({ value, label: statusLabels[value] })),
];
const orders = [
  { value: "due", label: "By due day" },
  { value: "position", label: "As on the board" },
];

function TaskFilterForm({ action, query, people }: TaskFilterProps) {
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
