import { type ReactNode, useEffect, useRef } from "react";
import { SubmitButton } from "./button.tsx";
import { closesDialog } from "./dialog-commands.ts";
import { isRefusal } from "./form-answer.ts";
import { PostForm, usePost } from "./post-form.tsx";

interface ConfirmDialogProps {
  /** The buttons that open it carry `{...opensDialog(id)}`. */
  id: string;
  title: ReactNode;
  children: ReactNode;
  confirm: string;
  /** Absent: the page's own URL. */
  action?: string;
}

/** A native modal dialog around a real form: needs no scripts. It stays open until it is done. */
export function ConfirmDialog({ id, title, children, confirm, action }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const post = usePost();
  const { state, data } = post.fetcher;
  useEffect(() => {
    if (state === "loading" && !isRefusal(data)) dialog.current?.close();
  }, [state, data]);

  return (
    <dialog ref={dialog} id={id} className="dialog" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} dir="auto">
        {title}
      </h2>
      <div className="mt-2 text-muted">{children}</div>
      <PostForm post={post} action={action} className="grid gap-4">
        <div className="dialog-actions">
          <button {...closesDialog(id)} className="button button-secondary">
            Cancel
          </button>
          <SubmitButton variant="danger">{confirm}</SubmitButton>
        </div>
      </PostForm>
    </dialog>
  );
}
