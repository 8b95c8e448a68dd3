import { withRedirect } from "#app/base/safe-redirect.ts";
import { roleInSentence } from "#app/domain/membership/role-text.ts";
import { MailAgain } from "#app/routes/account/verification-mail.tsx";
import { Alert } from "#app/ui/alert.tsx";
import { AuthShell } from "#app/ui/auth-shell.tsx";
import { LinkButton, SubmitButton } from "#app/ui/button.tsx";
import { type Post, PostForm, usePost } from "#app/ui/post-form.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import type { ViewedInvitation } from "./present.ts";
import { SignOut } from "./sign-out.tsx";

interface OpenInvitationProps {
  invitation: ViewedInvitation;
  token: string;
  here: string;
  now: number;
  post: Post<unknown>;
}

export function OpenInvitation(props: OpenInvitationProps) {
  const { email, role, inviterName, tenant, expiresAt } = props.invitation;
  return (
    <AuthShell
      title={
        <>
          Join <bdi>{tenant.name}</bdi>
        </>
      }
      context={
        <>
          <bdi>{inviterName}</bdi> invites you to be {roleInSentence(role)}.
        </>
      }
      footer={
        <span className="block text-center">
          For {email}. Expires <RelativeTime at={expiresAt} now={props.now} />.
        </span>
      }
    >
      <div className="grid gap-4">
        <NextStep {...props} />
      </div>
    </AuthShell>
  );
}

function NextStep(props: OpenInvitationProps) {
  const { post } = props;
  const { step, tenant } = props.invitation;
  if (step === "sign-in") return <WaysIn {...props} />;
  if (step === "ask-for-mail") return <AskForMail {...props} />;
  if (step === "change-account") return <OtherAccount {...props} />;
  if (step === "verify-email") return <Unverified {...props} />;
  return (
    <PostForm post={post} className="grid gap-4">
      {tenant.slug ? <p>You belong to this workspace already.</p> : null}
      <SubmitButton>{tenant.slug ? "Open the workspace" : "Accept invitation"}</SubmitButton>
    </PostForm>
  );
}

interface SignInProps {
  here: string;
  variant: "primary" | "secondary";
}

function SignIn({ here, variant }: SignInProps) {
  return (
    <LinkButton to={withRedirect("/login", here)} variant={variant}>
      Sign in
    </LinkButton>
  );
}

/** A copied link proves nothing: its holder has to show that they read the mail of this email. */
function AskForMail({ invitation: { email }, post, here }: OpenInvitationProps) {
  return (
    <>
      <PostForm post={post} className="grid gap-4">
        <p>
          Join with a link that we mail to <strong dir="auto">{email}</strong>. If you have an account with
          this address, you can sign in at once.
        </p>
        <SubmitButton name="intent" value="mail">
          Mail me the link
        </SubmitButton>
      </PostForm>
      <SignIn here={here} variant="secondary" />
    </>
  );
}

function WaysIn({ invitation: { hasAccount }, token, here }: OpenInvitationProps) {
  if (hasAccount) {
    return (
      <div className="grid gap-4">
        <p>You have an account with this address. Sign in, and accept the invitation.</p>
        <SignIn here={here} variant="primary" />
      </div>
    );
  }
  return (
    <div className="grid gap-4">
      <LinkButton to={`/signup?${new URLSearchParams({ invitation: token })}`} variant="primary">
        Create an account
      </LinkButton>
      <SignIn here={here} variant="secondary" />
    </div>
  );
}

function OtherAccount({ invitation: { email, viewerEmail, tenant }, here }: OpenInvitationProps) {
  return (
    <div className="grid gap-4">
      <Alert kind="warning" title="This is for another account">
        The invitation is for {email}, and you are signed in as {viewerEmail}.{" "}
        {tenant.slug
          ? "With this account you belong to the workspace already. To join with the other as well, sign out and come back."
          : "Sign out and come back with that address, or ask for an invitation to yours."}
      </Alert>
      {tenant.slug ? (
        <LinkButton to={`/${tenant.slug}`} variant="primary">
          Open the workspace
        </LinkButton>
      ) : null}
      <SignOut returnTo={here} variant={tenant.slug ? "secondary" : "primary"} />
    </div>
  );
}

function Unverified({ invitation: { email }, token }: OpenInvitationProps) {
  const post = usePost();
  return (
    <Alert kind="warning" title="Confirm your address first">
      <p>
        Open the link in our mail to {email}, then open this invitation again. It is kept for you. If you have
        no such mail, have it sent again.
      </p>
      <MailAgain post={post} invitation={token} className="mt-2" />
    </Alert>
  );
}
