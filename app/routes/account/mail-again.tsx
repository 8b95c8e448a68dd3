import { Form, href } from "react-router";
import { SubmitButton } from "#app/ui/button.tsx";

/** Has the link mailed once more that proves one's own address, from whichever page asks for that. */
export function MailAgain({ className }: { className?: string }) {
  return (
    <Form method="post" action={href("/account/email")} className={className}>
      <SubmitButton name="intent" value="verify" variant="secondary" size="small">
        Send the mail again
      </SubmitButton>
    </Form>
  );
}
