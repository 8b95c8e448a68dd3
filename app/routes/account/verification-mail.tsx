import { Form, href } from "react-router";
import { withInvitation } from "#app/domain/invitation/with-invitation.ts";
import { Alert } from "#app/ui/alert.tsx";
import { SubmitButton } from "#app/ui/button.tsx";

interface MailAgainProps {
  /** The token of the invitation that waits for it: the user comes back there. */
  invitation?: string | undefined;
  className?: string;
}

/** Has the link mailed once more that verifies the user's email, from any page that asks for that. */
export function MailAgain({ invitation, className }: MailAgainProps) {
  return (
    <Form method="post" action={withInvitation(href("/account/email"), invitation)} className={className}>
      <SubmitButton name="intent" value="verify" variant="secondary" size="small">
        Send the mail again
      </SubmitButton>
    </Form>
  );
}

/** In place of a form that sends mail to others, for a user who has to verify their own email first (`mustVerifyFirst`). */
export function VerifyFirst({ email }: { email: string }) {
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
