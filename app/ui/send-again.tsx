import { type ReactNode, useEffect, useState } from "react";
import { useNavigation, useSubmit } from "react-router";
import { Button } from "./button.tsx";

interface Sent {
  form: FormData;
  action: string;
}

/** What the newest navigation of this document sent by POST. A document has one router; on the server it stays null. */
let newest: Sent | null = null;

/** Keeps what is sent, so that a refusal that passes by itself loses nothing that was typed. For app/root.tsx. */
export function useKeepSent(): void {
  const { state, formMethod, formData: form, formAction: action } = useNavigation();
  useEffect(() => {
    if (state !== "idle") newest = formMethod === "POST" && form && action ? { form, action } : null;
  }, [state, formMethod, form, action]);
}

/** A button for an error page: sends the form again whose answer the error is, as it was typed. Null if there was none. */
export function useSendAgain(): ReactNode {
  const submit = useSubmit();
  const isPending = useNavigation().state !== "idle";
  const [sent] = useState(newest);
  if (!sent) return null;
  return (
    <Button
      variant="primary"
      pending={isPending}
      onClick={() => submit(sent.form, { method: "post", action: sent.action })}
    >
      Send again
    </Button>
  );
}
