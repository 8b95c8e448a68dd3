import type { presentComment } from "#app/routes/tenant/tasks/present.ts";
import { Avatar } from "#app/ui/avatar.tsx";
import type { Pages } from "#app/ui/pages.ts";
import { Pagination } from "#app/ui/pagination.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { CommentForm } from "./form.tsx";

interface CommentsProps {
  base: string;
  comments: ReturnType<typeof presentComment>[];
  pages: Pages;
  /** Of the comment that may be added; null if none may. */
  newId: string | null;
  now: number;
}

export function Comments({ base, comments, pages, newId, now }: CommentsProps) {
  return (
    <section id="comments" aria-labelledby="comments-title" className="grid grid-cols-1 gap-4">
      <h2 id="comments-title">Comments</h2>
      {comments.length === 0 ? <p className="text-muted">Nobody has said anything yet.</p> : null}
      {comments.map(({ id, author, body, createdAt, mayDelete }) => (
        <article key={id} className="flex gap-3">
          <Avatar name={author} />
          <div className="min-w-0 flex-1">
            <p className="flex flex-wrap items-baseline gap-x-2 text-sm text-muted">
              <bdi className="max-w-full truncate font-medium text-ink">{author}</bdi>
              <RelativeTime at={createdAt} now={now} />
              {mayDelete ? (
                <a
                  className="link"
                  href={`${base}/comments/${id}/delete`}
                  aria-label={`Delete the comment by ${author}`}
                >
                  Delete
                </a>
              ) : null}
            </p>
            <p className="max-w-prose whitespace-pre-wrap [overflow-wrap:anywhere]" dir="auto">
              {body}
            </p>
          </div>
        </article>
      ))}
      <Pagination {...pages} hrefOf={(page) => `${base}?page=${page}#comments`} />
      {newId ? <CommentForm newId={newId} action={`${base}/comments`} /> : null}
    </section>
  );
}
