import { type ReactNode, useEffect, useRef } from "react";
import { Form, useNavigation } from "react-router";
import { SubmitButton } from "./button.tsx";
import { closesDialog } from "./dialog-commands.ts";

interface ConfirmDialogProps {
  /** The buttons that open it carry `{...opensDialog(id)}`. */
  id: string;
  title: ReactNode;
  children: ReactNode;
  confirm: string;
  /** Absent: the page's own URL. */
  action?: string;
}

/** A native modal dialog around a real form: needs no scripts. */
export function ConfirmDialog({ id, title, children, confirm, action }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const wasSubmitting = useRef(false);
  const { state } = useNavigation();

  // It stays open, its button busy, until the answer is there; the page beneath shows an error.
  useEffect(() => {
    if (wasSubmitting.current && state === "idle") dialog.current?.close();
    wasSubmitting.current = state !== "idle";
  }, [state]);

  return (
    <dialog ref={dialog} id={id} className="dialog" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} dir="auto">
        {title}
      </h2>
      <div className="mt-2 text-muted">{children}</div>
      <Form method="post" action={action} preventScrollReset>
        <div className="dialog-actions">
          <button {...closesDialog(id)} className="button button-secondary">
            Cancel
          </button>
          <SubmitButton variant="danger">{confirm}</SubmitButton>
        </div>
      </Form>
    </dialog>
  );
}
