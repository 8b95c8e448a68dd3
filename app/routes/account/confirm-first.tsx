import { Alert } from "#app/ui/alert.tsx";
import { MailAgain } from "./mail-again.tsx";

/** In place of a form that sends mail to others, for somebody who has not confirmed their own address (`mustVerifyFirst`). */
export function ConfirmFirst({ email }: { email: string }) {
  return (
    <Alert kind="warning" title="Confirm your address before you invite others">
      <p>
        We mailed a link to <strong className="break-words">{email}</strong>. Open it, and come back here.
      </p>
      <MailAgain className="mt-2" />
    </Alert>
  );
}
