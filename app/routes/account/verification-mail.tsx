import { Form, href } from "react-router";
import { withInvitation } from "#app/domain/invitation/with-invitation.ts";
import { Alert } from "#app/ui/alert.tsx";
import { SubmitButton } from "#app/ui/button.tsx";

interface MailAgainProps {
  /** The token of the waiting invitation, to which the user comes back. */
  invitation?: string | undefined;
  className?: string;
}

export function MailAgain({ invitation, className }: MailAgainProps) {
  return (
    <Form method="post" action={withInvitation(href("/account/email"), invitation)} className={className}>
      <SubmitButton name="intent" value="verify" variant="secondary" size="small">
        Send the mail again
      </SubmitButton>
    </Form>
  );
}

/** Replaces a form that mails others, for a user who must verify their own email first. */
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
