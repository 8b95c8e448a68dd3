import { daysLeftText } from "#app/base/time-text.ts";
import type { Deletion } from "#app/domain/tenant/closure.ts";
import { SubmitButton } from "#app/ui/button.tsx";
import { closureText } from "#app/ui/closure-text.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { type Post, PostForm } from "#app/ui/post-form.tsx";

interface DeletedWorkspaceProps {
  name: string;
  post: Post<unknown>;
  deletion: Deletion;
  now: number;
}

export function DeletedWorkspace({ name, post, deletion, now }: DeletedWorkspaceProps) {
  const { title, message } = closureText(deletion);
  return (
    <div className="page-narrow">
      <PageHeader title={title} context={<bdi>{name}</bdi>} />
      <div className="card card-body grid gap-4">
        <p>{message}</p>
        {deletion.isOver ? null : (
          <PostForm post={post}>
            <input type="hidden" name="deleted" value="no" />
            <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
              <SubmitButton>Bring it back</SubmitButton>
              <span className="text-muted">{daysLeftText(deletion.until, now)}</span>
            </div>
          </PostForm>
        )}
      </div>
    </div>
  );
}
