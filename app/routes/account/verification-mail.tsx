import { href } from "react-router";
import { withInvitation } from "#app/domain/invitation/with-invitation.ts";
import { Alert } from "#app/ui/alert.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { type Post, PostForm, usePost } from "#app/ui/post-form.tsx";

interface MailAgainProps {
  post: Post<unknown>;
  /** The token of the waiting invitation, to which the user comes back. */
  invitation?: string | undefined;
  className?: string;
}

export function MailAgain({ post, invitation, className }: MailAgainProps) {
  return (
    <PostForm post={post} action={withInvitation(href("/account/email"), invitation)} className={className}>
      <SubmitButton name="intent" value="verify" variant="secondary" size="small">
        Send the mail again
      </SubmitButton>
    </PostForm>
  );
}

/** Replaces a form that mails others, for a user who must verify their own email first. */
export function VerifyFirst({ email }: { email: string }) {
  const post = usePost();
  return (
    <Alert kind="warning" title="Confirm your address before you invite others">
      <p>
        Open the link in our mail to <strong className="break-words">{email}</strong>, and come back here. If
        you have no such mail, have it sent again.
      </p>
      <MailAgain post={post} className="mt-2" />
    </Alert>
  );
}
