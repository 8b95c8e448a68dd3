import { Form, href } from "react-router";
import { withInvitation } from "#app/domain/invitation/with-invitation.ts";
import { SubmitButton } from "#app/ui/button.tsx";

interface MailAgainProps {
  /** The token of the invitation that waits for it: one comes back there. */
  invitation?: string | undefined;
  className?: string;
}

/** Has the link mailed once more that proves one's own address, from whichever page asks for that. */
export function MailAgain({ invitation, className }: MailAgainProps) {
  return (
    <Form method="post" action={withInvitation(href("/account/email"), invitation)} className={className}>
      <SubmitButton name="intent" value="verify" variant="secondary" size="small">
        Send the mail again
      </SubmitButton>
    </Form>
  );
}
