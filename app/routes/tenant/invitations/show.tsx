import { href } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { Alert } from "#app/ui/alert.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { PostForm, usePost } from "#app/ui/post-form.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { readTenant } from "#db/transaction.ts";
import type { Route } from "./+types/show.ts";
import { CopyLink } from "./copy-link.tsx";
import { requireInvitation, siteOf } from "./load.ts";
import { closedText, linkToCopy, presentInvitation } from "./present.ts";

export const handle = access({ read: "member:manage" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Invitation", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const site = siteOf(context);
  const invitation = await readTenant(memberEntryOf(context), (tx) => requireInvitation(tx, params));
  const closed = closedText(invitation);
  return {
    invitation: presentInvitation(invitation, closed ? null : linkToCopy(site, invitation)),
    closed,
    canMail: site.smtpUrl !== undefined,
    now: Date.now(),
  };
}

export default function ShowInvitation({ params, loaderData }: Route.ComponentProps) {
  const { invitation, closed, canMail, now } = loaderData;
  const { email, role, inviterName, sentAt } = invitation;
  const sending = usePost();
  const pendingHref = href("/:tenant/members/invitations/:invitationId/pending", params);
  return (
    <div className="page-narrow">
      <PageHeader
        title={email}
        context={
          <>
            Invited as {role} by <bdi>{inviterName}</bdi> <RelativeTime at={sentAt} now={now} />
          </>
        }
      />
      <div className="grid gap-4">
        {closed ? (
          <Alert>{closed}</Alert>
        ) : (
          <>
            <LinkCard invitation={invitation} canMail={canMail} now={now} />
            <div className="flex flex-wrap gap-2">
              <PostForm post={sending} action={pendingHref}>
                <SubmitButton name="pending" value="yes" variant="secondary">
                  Send again
                </SubmitButton>
              </PostForm>
              <a className="button button-ghost" href={pendingHref}>
                Revoke…
              </a>
            </div>
          </>
        )}
        <p>
          <a className="link" href={href("/:tenant/members", params)}>
            Back to the members
          </a>
        </p>
      </div>
    </div>
  );
}

interface LinkCardProps {
  invitation: Route.ComponentProps["loaderData"]["invitation"];
  canMail: boolean;
  now: number;
}

function LinkCard({ invitation: { email, link, isExpired, expiresAt }, canMail, now }: LinkCardProps) {
  if (!link) {
    return (
      <Alert
        kind="warning"
        title={isExpired ? "This invitation has expired" : "Its link doesn't work any more"}
      >
        Send it again: that gives it another week, and new links.
      </Alert>
    );
  }
  return (
    <Card title="Link to copy" action={<CopyLink link={link} shownAt="#link" label="Copy link" />}>
      <input id="link" className="input" aria-label="Link" value={link} readOnly />
      <p className="mt-2 text-sm text-muted">
        It works once, and expires <RelativeTime at={expiresAt} now={now} />. Whoever opens it needs an
        account with the address {email}
        {canMail
          ? ", and has to confirm that address. A person without an account gets a link to make one by mail."
          : "."}
      </p>
    </Card>
  );
}
