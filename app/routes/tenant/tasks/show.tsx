import { randomUUIDv7 } from "node:crypto";
import { href } from "react-router";
import { access } from "#app/access.ts";
import { todayUtc } from "#app/base/time-text.ts";
import { memberEntryOf } from "#app/context.ts";
import { commentPage, commentPageRows } from "#app/domain/comment/reads.ts";
import { namesOf } from "#app/domain/membership/reads.ts";
import { statusLabels, type TaskStatus, taskStatuses } from "#app/domain/task/status.ts";
import { Comments } from "#app/routes/tenant/comments/comments.tsx";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { Avatar } from "#app/ui/avatar.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Select } from "#app/ui/input.tsx";
import { PostForm, usePost } from "#app/ui/post-form.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { readTenant } from "#db/transaction.ts";
import type { Route } from "./+types/show.ts";
import { DueDay } from "./due-day.tsx";
import { requireTask, taskPath } from "./load.ts";
import { presentComment, presentTask, taskPermissions } from "./present.ts";
import { commentPageOf } from "./schema.ts";
import { TaskHeader } from "./task-header.tsx";

export const handle = access({ read: "tenant:read" });

export const meta: Route.MetaFunction = ({ loaderData, matches }) =>
  tenantTitle(loaderData?.task.title ?? "Task", matches);

export async function loader({ request, params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const path = taskPath(params);
  const page = commentPageOf(request);
  return readTenant(entry, async (tx) => {
    const [task, { rows, total }] = await Promise.all([
      requireTask(tx, path),
      commentPage(tx, path.id, page),
    ]);
    const authors = rows.map((comment) => comment.authorId);
    const names = await namesOf(tx, [task.assigneeId, task.createdBy, ...authors]);
    return {
      task: presentTask(task, names, todayUtc()),
      comments: rows.map((comment) => presentComment(comment, names, entry)),
      pages: { page, pageSizeRows: commentPageRows, total },
      may: taskPermissions(entry, task),
      newCommentId: randomUUIDv7(),
      now: Date.now(),
    };
  });
}

export default function ShowTask({ params, loaderData }: Route.ComponentProps) {
  const { task, comments, pages, may, newCommentId, now } = loaderData;
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
          <Comments
            base={base}
            comments={comments}
            pages={pages}
            newId={may.comment ? newCommentId : null}
            now={now}
          />
        </div>
        <Card className="max-lg:order-first">
          <TaskFacts task={task} now={now} />
          {may.change ? <MoveForm action={`${base}/move`} status={task.status} /> : null}
        </Card>
      </div>
    </>
  );
}

function TaskFacts({ task, now }: { task: ReturnType<typeof presentTask>; now: number }) {
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

const edges = [
  { value: "bottom", label: "at the bottom" },
  { value: "top", label: "at the top" },
];

/** What dragging does, without a pointer and without scripts. */
function MoveForm({ action, status }: { action: string; status: TaskStatus }) {
  const moving = usePost();
  return (
    <PostForm post={moving} action={action} className="mt-4 grid gap-2 border-t border-line pt-4">
      <Select
        name="status"
        aria-label="Move to column"
        defaultValue={taskStatuses[taskStatuses.indexOf(status) + 1] ?? status}
        options={taskStatuses.map((value) => ({ value, label: statusLabels[value] }))}
      />
      <Select name="edge" aria-label="Place in the column" defaultValue="bottom" options={edges} />
      <SubmitButton variant="secondary">Move task</SubmitButton>
    </PostForm>
  );
}
