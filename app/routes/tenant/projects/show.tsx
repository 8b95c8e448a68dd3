import { href } from "react-router";
import { access } from "#app/access.ts";
import { todayUtc } from "#app/base/time-text.ts";
import { memberEntryOf } from "#app/context.ts";
import { namesOf } from "#app/domain/membership/reads.ts";
import { boardCards, countTasks } from "#app/domain/task/reads.ts";
import { requireId } from "#app/routes/params.ts";
import { Board } from "#app/routes/tenant/tasks/board.tsx";
import { columnsOf } from "#app/routes/tenant/tasks/board-order.ts";
import { NoTasks } from "#app/routes/tenant/tasks/no-tasks.tsx";
import { presentCard } from "#app/routes/tenant/tasks/present.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { readTenant } from "#db/transaction.ts";
import type { Route } from "./+types/show.ts";
import { requireProject } from "./load.ts";
import { presentProject, projectPermissions } from "./present.ts";
import { ProjectHeader } from "./project-header.tsx";

export const handle = access({ read: "tenant:read" });

export const meta: Route.MetaFunction = ({ loaderData, matches }) =>
  tenantTitle(loaderData?.project.name ?? "Project", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const id = requireId(params.projectId);
  return readTenant(entry, async (tx) => {
    const [project, cards, totals] = await Promise.all([
      requireProject(tx, id),
      boardCards(tx, { projectId: id }),
      countTasks(tx, id),
    ]);
    const assignees = cards.map((card) => card.assigneeId);
    const names = await namesOf(tx, assignees);
    const today = todayUtc();
    return {
      project: presentProject(project),
      may: projectPermissions(entry, project),
      columns: columnsOf(cards.map((card) => presentCard(card, names, today))),
      totals,
      now: Date.now(),
    };
  });
}

export default function ShowProject({ params, loaderData }: Route.ComponentProps) {
  const { project, may, columns, totals, now } = loaderData;
  const tasksHref = href("/:tenant/projects/:projectId/tasks", params);
  const hasTasks = totals.todo + totals.doing + totals.done > 0;
  return (
    <>
      <ProjectHeader params={params} project={project} may={may} />
      {hasTasks ? (
        <Board
          key={project.id}
          columns={columns}
          totals={totals}
          mayMove={may.changeTasks}
          tasksHref={tasksHref}
          now={now}
        />
      ) : (
        <NoTasks tasksHref={tasksHref} mayCreate={may.changeTasks} />
      )}
    </>
  );
}
