import { Form } from "react-router";
import { Alert } from "#app/ui/alert.tsx";
import { SubmitButton } from "#app/ui/button.tsx";

/** In place of a form that sends mail to others, for somebody who has not confirmed their own address (`mustVerifyFirst`). */
export function ConfirmFirst({ email }: { email: string }) {
  return (
    <Alert kind="warning" title="Confirm your address before you invite others">
      <p>
        We mailed a link to <strong className="break-words">{email}</strong>. Open it, and come back here.
      </p>
      <Form method="post" action="/account/email" className="mt-2">
        <SubmitButton name="intent" value="verify" variant="secondary" size="small">
          Send the mail again
        </SubmitButton>
      </Form>
    </Alert>
  );
}
