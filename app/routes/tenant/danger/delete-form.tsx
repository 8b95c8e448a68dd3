import { SubmitButton } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import type { FormAnswer } from "#app/ui/form-answer.ts";
import { type Post, PostForm } from "#app/ui/post-form.tsx";
import { ConfirmationField } from "./confirmation-field.tsx";

interface DeleteFormProps {
  slug: string;
  graceDays: number;
  post: Post<FormAnswer | undefined>;
}

export function DeleteForm({ slug, graceDays, post }: DeleteFormProps) {
  const { answer } = post;
  return (
    <Card title="Delete this workspace">
      <ul className="grid list-disc gap-1 ps-5 [overflow-wrap:anywhere]">
        <li>It closes at once, for everybody in it. All owners are told by mail.</li>
        <li>
          For {graceDays} days any owner can undo this, and find everything as it was. After that, everything
          in it is erased for good.
        </li>
        <li>
          Its address <strong>/{slug}</strong> is never given to anybody else.
        </li>
      </ul>
      <PostForm post={post} keepsDraft={false} className="mt-4 grid gap-4">
        <input type="hidden" name="deleted" value="yes" />
        <ConfirmationField slug={slug} answer={answer} />
        <div>
          <SubmitButton variant="danger">Delete this workspace</SubmitButton>
        </div>
      </PostForm>
    </Card>
  );
}
