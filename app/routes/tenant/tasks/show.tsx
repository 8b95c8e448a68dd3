import { href } from "react-router";
import { memberEntryOf } from "#app/context.ts";
import { commentPage, commentPageRows } from "#app/domain/comment/reads.ts";
import { access } from "#app/domain/membership/access.ts";
import { namesOf } from "#app/domain/membership/people.ts";
import { Comments } from "#app/routes/tenant/comments/comments.tsx";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { todayUtc } from "#app/routes/tenant/today.ts";
import { Card } from "#app/ui/card.tsx";
import { readTenant } from "#db/transaction.ts";
import type { Route } from "./+types/show.ts";
import { requireTask } from "./load.ts";
import { MoveForm } from "./move-form.tsx";
import { permitted, presentComment, presentTask } from "./present.ts";
import { commentPageOf } from "./schema.ts";
import { TaskFacts } from "./task-facts.tsx";
import { TaskHeader } from "./task-header.tsx";

export const handle = access({ read: "tenant:read" });

export const meta: Route.MetaFunction = ({ loaderData, matches }) =>
  tenantTitle(loaderData?.task.title ?? "Task", matches);

export async function loader({ request, params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  return readTenant(entry, async (tx) => {
    const task = await requireTask(tx, params);
    const page = commentPageOf(request);
    const { rows, total } = await commentPage(tx, task.id, page);
    const authors = rows.map((comment) => comment.authorId);
    const names = await namesOf(tx, [task.assigneeId, task.createdBy, ...authors]);
    return {
      task: presentTask(task, names, todayUtc()),
      comments: rows.map((comment) => presentComment(comment, names, entry)),
      pages: { page, pageSizeRows: commentPageRows, total },
      may: permitted(entry, task),
      now: Date.now(),
    };
  });
}

export default function Task({ params, loaderData }: Route.ComponentProps) {
  const { task, comments, pages, may, now } = loaderData;
  const base = href("/:tenant/projects/:projectId/tasks/:taskId", params);
  return (
    <>
      <TaskHeader params={params} task={task} mayChange={may.change} />
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1fr)_264px]">
        <div className="grid grid-cols-1 gap-6">
          {task.description ? (
            <p className="max-w-prose whitespace-pre-wrap [overflow-wrap:anywhere]" dir="auto">
              {task.description}
            </p>
          ) : null}
          <Comments base={base} comments={comments} pages={pages} mayComment={may.comment} now={now} />
        </div>
        <Card className="max-lg:order-first">
          <TaskFacts task={task} now={now} />
          {may.change ? <MoveForm action={`${base}/move`} status={task.status} /> : null}
        </Card>
      </div>
    </>
  );
}
