import { type ReactNode, useEffect, useState } from "react";
import { useNavigation, useSubmit } from "react-router";
import { Button } from "./button.tsx";

interface Sent {
  form: FormData;
  action: string;
}

/** What the newest navigation sent by POST. A document has one router; on the server this stays null. */
let newest: Sent | null = null;

/** For app/root.tsx. Keeps what is sent, so that a passing refusal loses nothing that was typed. */
export function useKeepSent(): void {
  const { state, formMethod, formData: form, formAction: action } = useNavigation();
  useEffect(() => {
    if (state !== "idle") newest = formMethod === "POST" && form && action ? { form, action } : null;
  }, [state, formMethod, form, action]);
}

/** Sends the form again that failed, as it was typed. Null if there was none. */
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
