import { Alert } from "#app/ui/alert.tsx";
import { MailAgain } from "./mail-again.tsx";

/** In place of a form that sends mail to others, for somebody who has not confirmed their own address (`mustVerifyFirst`). */
export function ConfirmFirst({ email }: { email: string }) {
  return (
    <Alert kind="warning" title="Confirm your address before you invite others">
      <p>
        Open the link in our mail to <strong className="break-words">{email}</strong>, and come back here. If
        you have no such mail, have it sent again.
      </p>
      <MailAgain className="mt-2" />
    </Alert>
  );
}
