import { SubmitButton } from "#app/ui/button.tsx";
import { TextareaField } from "#app/ui/field.tsx";
import type { FormAnswer } from "#app/ui/form-answer.ts";
import { NewIdField } from "#app/ui/form-beginning.tsx";
import { PostForm, usePost } from "#app/ui/post-form.tsx";

interface CommentFormProps {
  action: string;
  /** Of the comment (routes/new-id.ts). */
  newId: string;
  /** The answer of the page that the form has without scripts. */
  ofDocument?: FormAnswer | undefined;
}

export function CommentForm({ action, newId, ofDocument }: CommentFormProps) {
  const post = usePost(ofDocument);
  const { answer } = post;
  return (
    <PostForm post={post} action={action} className="grid gap-2">
      <NewIdField id={newId} />
      <TextareaField
        label="Comment"
        name="body"
        defaultValue={answer?.values.body}
        error={answer?.errors.body}
        maxLength={5_000}
        rows={3}
        required
        dir="auto"
      />
      <div>
        <SubmitButton variant="secondary">Add comment</SubmitButton>
      </div>
    </PostForm>
  );
}
