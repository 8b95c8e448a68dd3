import type { ReactNode } from "react";
import { SubmitButton } from "#app/ui/button.tsx";
import { NewIdField, VersionField } from "#app/ui/form-beginning.tsx";
import { type Post, PostForm } from "#app/ui/post-form.tsx";

interface EditFormProps {
  post: Post<unknown>;
  /** Of something new (routes/new-id.ts). */
  newId?: string;
  /** The version an edit begins with. */
  version?: number;
  /** What the button does. */
  submit: string;
  cancelHref: string;
  children: ReactNode;
}

/** The form of a noun, around its fields. */
export function EditForm({ post, newId, version, submit, cancelHref, children }: EditFormProps) {
  return (
    <PostForm post={post} className="grid gap-4">
      {newId ? <NewIdField id={newId} /> : null}
      {version ? <VersionField version={version} /> : null}
      {children}
      <div className="flex flex-wrap gap-2">
        <SubmitButton>{submit}</SubmitButton>
        <a className="button button-ghost" href={cancelHref}>
          Cancel
        </a>
      </div>
    </PostForm>
  );
}
