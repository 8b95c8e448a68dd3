import type { ReactNode } from "react";
import { withRedirect } from "#app/base/safe-redirect.ts";
import type { InvitationState } from "#app/domain/invitation/link.ts";
import { AuthShell } from "#app/ui/auth-shell.tsx";
import { LinkButton } from "#app/ui/button.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import type { ViewedInvitation } from "./present.ts";
import { SignOut } from "./sign-out.tsx";

interface ClosedInvitationProps {
  state: Exclude<InvitationState, "open">;
  invitation: ViewedInvitation;
  here: string;
  now: number;
}

export function ClosedInvitation(props: ClosedInvitationProps) {
  const { title, text } = wordsFor(props);
  return (
    <AuthShell title={title}>
      <div className="grid gap-4">
        <p>{text}</p>
        <Onward {...props} />
      </div>
    </AuthShell>
  );
}

interface Words {
  title: string;
  text: ReactNode;
}

function wordsFor({ state, invitation, now }: ClosedInvitationProps): Words {
  const { isAcceptedByViewer, expiresAt } = invitation;
  const tenant = <bdi>{invitation.tenant.name}</bdi>;
  const inviter = <bdi>{invitation.inviterName}</bdi>;
  if (invitation.tenant.slug) {
    return {
      title: "You are in already",
      text: <>You belong to {tenant}. There is nothing left to accept.</>,
    };
  }
  if (state === "used" && isAcceptedByViewer) {
    return {
      title: "You accepted this before",
      text: <>You don't belong to {tenant} any more. Ask one of its admins to invite you again.</>,
    };
  }
  const words: Record<typeof state, Words> = {
    used: {
      title: "This invitation was used",
      text: <>It works once. If it was you who joined {tenant}, go on with the account you did it with.</>,
    },
    revoked: {
      title: "This invitation was taken back",
      text: <>If you think that is a mistake, ask an admin of {tenant} for a new one.</>,
    },
    expired: {
      title: "This invitation has expired",
      text: (
        <>
          It expired <RelativeTime at={expiresAt} now={now} />. Ask {inviter} or another admin of {tenant} to
          send it again.
        </>
      ),
    },
    withdrawn: {
      title: "This invitation doesn't count any more",
      text: (
        <>
          {inviter} can't invite people to {tenant} any more. Ask one of its admins for a new one.
        </>
      ),
    },
    suspended: {
      title: "This workspace is suspended",
      text: (
        <>
          Nobody can join {tenant} until it is resumed. Your invitation is kept: open this link again then. It
          expires <RelativeTime at={expiresAt} now={now} />.
        </>
      ),
    },
    deleted: {
      title: "This workspace was deleted",
      text: (
        <>
          {tenant} is no more, so there is nothing to join. If that surprises you, ask {inviter}.
        </>
      ),
    },
  };
  return words[state];
}

function Onward({ state, invitation, here }: ClosedInvitationProps) {
  const { tenant, isAcceptedByViewer, viewerEmail } = invitation;
  if (tenant.slug) {
    return (
      <LinkButton to={`/${tenant.slug}`} variant="primary">
        Open the workspace
      </LinkButton>
    );
  }
  if (state === "used" && !viewerEmail) {
    return (
      <LinkButton to={withRedirect("/login", here)} variant="primary">
        Sign in
      </LinkButton>
    );
  }
  if (state === "used" && !isAcceptedByViewer) {
    return (
      <>
        <p className="text-muted">You are signed in as {viewerEmail}.</p>
        <SignOut returnTo={here} />
      </>
    );
  }
  return (
    <LinkButton to="/" variant="secondary">
      {viewerEmail ? "Go to your workspaces" : "Go to the start page"}
    </LinkButton>
  );
}
