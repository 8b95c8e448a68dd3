import type { ReactNode } from "react";
import type { WaitingInvitation } from "#app/routes/auth/invitation/load.ts";
import { Badge } from "#app/ui/badge.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { TextField } from "#app/ui/field.tsx";
import type { FormAnswer } from "#app/ui/form-answer.ts";
import { type Post, PostForm, usePost } from "#app/ui/post-form.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { UserNameField } from "#app/ui/user-name-field.tsx";
import { MailAgain } from "./verification-mail.tsx";

interface CurrentEmailProps {
  email: string;
  isVerified: boolean;
  invitation: WaitingInvitation | null;
  canMail: boolean;
  verifying: Post<FormAnswer | undefined>;
}

export function CurrentEmail({ email, isVerified, invitation, canMail, verifying }: CurrentEmailProps) {
  return (
    <Card title="Your address">
      <div className="grid gap-3">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="flex min-w-0 flex-wrap items-center gap-2 font-medium">
            <span className="min-w-0">{email}</span>
            {isVerified ? <Badge tone="success">Confirmed</Badge> : <Badge>Not confirmed</Badge>}
          </p>
          {isVerified || !canMail ? null : <MailAgain post={verifying} invitation={invitation?.token} />}
        </div>
        <p className="max-w-prose text-sm text-muted">{note(isVerified, canMail, invitation)}</p>
        {invitation ? (
          <p>
            <a className="link" href={invitation.path}>
              Back to the invitation
            </a>
          </p>
        ) : null}
      </div>
    </Card>
  );
}

function note(isVerified: boolean, canMail: boolean, invitation: WaitingInvitation | null): ReactNode {
  if (isVerified) return "You sign in with it, and get your mail there.";
  if (!canMail) return "Mail isn't set up here, so you needn't confirm it.";
  const purpose = invitation ? (
    <>
      To join <bdi>{invitation.tenantName}</bdi>
    </>
  ) : (
    "To invite others, or to join a workspace by a link that somebody passed on to you"
  );
  return (
    <>
      {purpose}, confirm that the address is yours: open the link in our mail to you. It works for 24 hours.
      If you have no such mail, have it sent again.
    </>
  );
}

interface OpenChangeProps {
  change: { newEmail: string; isOldVerified: boolean; isNewVerified: boolean; expiresAt: string };
  email: string;
  canMail: boolean;
  now: number;
}

export function OpenChange({ change, email, canMail, now }: OpenChangeProps) {
  const calling = usePost();
  return (
    <Card
      title="Waiting to be confirmed"
      action={
        <PostForm post={calling}>
          <SubmitButton name="intent" value="cancel" variant="secondary" size="small">
            Call it off
          </SubmitButton>
        </PostForm>
      }
      flush
    >
      <ul className="list">
        <Side what="The address you have" email={email} isVerified={change.isOldVerified} />
        <Side what="The address you want" email={change.newEmail} isVerified={change.isNewVerified} />
      </ul>
      <div className="border-t border-line p-4">
        <p className="max-w-prose text-sm text-muted">
          The change is made once both have confirmed it. Their links end{" "}
          <RelativeTime at={change.expiresAt} now={now} />.{" "}
          {canMail
            ? "If one didn't arrive, ask again below: both get a new link."
            : "Mail isn't set up here: the person who runs this installation can read both, and hand them to you."}
        </p>
      </div>
    </Card>
  );
}

function Side({ what, email, isVerified }: { what: string; email: string; isVerified: boolean }) {
  return (
    <li>
      <div className="min-w-0 flex-1">
        <p className="font-medium">{email}</p>
        <p className="text-sm text-muted">{what}</p>
      </div>
      {isVerified ? <Badge tone="success">Confirmed</Badge> : <Badge tone="warning">Waiting</Badge>}
    </li>
  );
}

interface EmailFormProps {
  email: string;
  canMail: boolean;
  post: Post<FormAnswer | undefined>;
}

export function EmailForm({ email, canMail, post }: EmailFormProps) {
  const { answer } = post;
  return (
    <Card title="Use another address">
      <PostForm post={post} className="grid gap-4">
        <UserNameField email={email} />
        <TextField
          label="New address"
          name="email"
          type="email"
          autoComplete="email"
          maxLength={254}
          help={
            canMail
              ? "Both addresses get a link, and both have to confirm."
              : "There is a link for each of the two addresses, and both have to be opened. The person who runs this installation can hand them to you."
          }
          defaultValue={answer?.values.email}
          error={answer?.errors.email}
          required
        />
        <TextField
          label="Current password"
          name="currentPassword"
          type="password"
          autoComplete="current-password"
          error={answer?.errors.currentPassword}
          required
        />
        <div>
          <SubmitButton>{canMail ? "Send both links" : "Make both links"}</SubmitButton>
        </div>
      </PostForm>
    </Card>
  );
}
