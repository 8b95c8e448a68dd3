import type { ReactNode } from "react";
import type { LinkResult } from "#app/domain/account/email-link.ts";
import { withInvitation } from "#app/domain/invitation/with-invitation.ts";
import { AuthShell } from "#app/ui/auth-shell.tsx";
import { LinkButton } from "#app/ui/button.tsx";
import type { WaitingInvitation } from "./invitation/load.ts";

/** `taken`: the account can't move, because another one has the email by now. */
export type LinkEnd = LinkResult | "gone" | "taken";

interface EmailLinkResultProps {
  end: LinkEnd;
  invitation: WaitingInvitation | null;
}

export function EmailLinkResult(props: EmailLinkResultProps) {
  const { title, context, onward } = wordsFor(props);
  return (
    <AuthShell title={title} context={context}>
      <LinkButton to={onward.to} variant="primary">
        {onward.label}
      </LinkButton>
    </AuthShell>
  );
}

interface Words {
  title: string;
  context: ReactNode;
  onward: { to: string; label: string };
}

function wordsFor({ end, invitation }: EmailLinkResultProps): Words {
  const home = { to: "/", label: "Go to your workspaces" };
  const words: Record<LinkEnd, Words> = {
    verified: {
      title: "Your address is confirmed",
      context: invitation ? (
        <>
          The invitation to <bdi>{invitation.tenantName}</bdi> waits for you.
        </>
      ) : (
        "Were you invited by a link that somebody passed on to you? Open it again to accept."
      ),
      onward: invitation ? { to: invitation.path, label: "Go on to the invitation" } : home,
    },
    "waits-for-other": {
      title: "Confirmed, half-way there",
      context:
        "There is a link for the other address as well. Once it is confirmed there, the change is made.",
      onward: home,
    },
    changed: {
      title: "Your account has its new address",
      context: "Sign in with it from now on. The password is the same.",
      onward: home,
    },
    taken: {
      title: "That address can't be used",
      context: "Nothing was changed, and the change is called off.",
      onward: { to: "/account/email", label: "Choose another address" },
    },
    gone: {
      title: "This link doesn't work any more",
      context: "It was called off, a newer one was mailed, or it is older than a day.",
      onward: { to: withInvitation("/account/email", invitation?.token), label: "Ask for a new link" },
    },
  };
  return words[end];
}
