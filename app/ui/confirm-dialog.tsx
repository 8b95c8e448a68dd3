import { type ReactNode, useEffect, useRef } from "react";
import { Form, useNavigation } from "react-router";
import { SubmitButton } from "./button.tsx";
import { closesDialog } from "./dialog-commands.ts";

interface ConfirmDialogProps {
  /** The buttons that open it carry `{...opensDialog(id)}`. */
  id: string;
  /** Names the thing: `Delete “Apollo”?` */
  title: ReactNode;
  /** What happens then, and what can't be undone. */
  children: ReactNode;
  /** What the button does: `Delete project`. */
  confirm: string;
  /** Where the form posts; the page's own address when absent. */
  action?: string;
}

/** Asks once before something that can't be undone. A native modal dialog around a real form: needs no scripts. */
export function ConfirmDialog({ id, title, children, confirm, action }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const wasSubmitting = useRef(false);
  const { state } = useNavigation();

  // It stays, with its button at work, until the answer is there; an error is shown by the page beneath.
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
