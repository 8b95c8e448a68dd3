import { useRef } from "react";
import { Form } from "react-router";
import { FormError } from "#app/routes/auth/form-error.tsx";
import type { FormAnswer } from "#app/routes/form.ts";
import { Badge } from "#app/ui/badge.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { TextField } from "#app/ui/field.tsx";
import { useFocusFirstError } from "#app/ui/focus-first-error.ts";

interface CurrentAddressProps {
  email: string;
  isVerified: boolean;
  canMail: boolean;
}

/** The address that one signs in with, and whether it is proved. */
export function CurrentAddress({ email, isVerified, canMail }: CurrentAddressProps) {
  return (
    <Card title="Your address">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="min-w-0 break-words font-medium">
          {email} {isVerified ? <Badge tone="success">Confirmed</Badge> : <Badge>Not confirmed</Badge>}
        </p>
        {isVerified || !canMail ? null : (
          <Form method="post">
            <SubmitButton name="intent" value="verify" variant="secondary" size="small">
              Send the mail again
            </SubmitButton>
          </Form>
        )}
      </div>
      <p className="mt-2 max-w-prose text-sm text-muted">{note(isVerified, canMail)}</p>
    </Card>
  );
}

function note(isVerified: boolean, canMail: boolean): string {
  if (isVerified) return "You sign in with it, and get your mail there.";
  return canMail
    ? "We mailed you a link. Open it to confirm that the address is yours: you need that to invite others."
    : "Mail isn't set up here, so nobody has to confirm an address.";
}

interface PendingChangeProps {
  change: { newEmail: string; isOldConfirmed: boolean; isNewConfirmed: boolean };
  email: string;
  canMail: boolean;
}

/** A change that was asked for: which of the two addresses has confirmed it. */
export function PendingChange({ change, email, canMail }: PendingChangeProps) {
  return (
    <Card
      title="Waiting to be confirmed"
      action={
        <Form method="post">
          <SubmitButton name="intent" value="cancel" variant="secondary" size="small">
            Call it off
          </SubmitButton>
        </Form>
      }
    >
      <p className="max-w-prose">
        Your account moves to <strong className="break-words">{change.newEmail}</strong> once both addresses
        have confirmed it, within a day.
      </p>
      <ul className="mt-3 grid gap-2">
        <Side email={email} isConfirmed={change.isOldConfirmed} />
        <Side email={change.newEmail} isConfirmed={change.isNewConfirmed} />
      </ul>
      {canMail ? null : (
        <p className="mt-3 max-w-prose text-sm text-muted">
          Mail isn't set up here: the person who runs this installation can read both links, and hand them to
          you.
        </p>
      )}
    </Card>
  );
}

function Side({ email, isConfirmed }: { email: string; isConfirmed: boolean }) {
  return (
    <li className="flex flex-wrap items-center gap-2">
      <span className="min-w-0 break-words">{email}</span>
      {isConfirmed ? <Badge tone="success">Confirmed</Badge> : <Badge tone="warning">Waiting</Badge>}
    </li>
  );
}

/** Asks for another address. */
export function AddressForm({ email, answer }: { email: string; answer: FormAnswer | undefined }) {
  const form = useRef<HTMLFormElement>(null);
  useFocusFirstError(form, answer?.errors);
  return (
    <Card title="Use another address">
      <Form method="post" ref={form} className="grid gap-4" noValidate>
        <FormError errors={answer?.errors} />
        {/* Tells a password manager whose password this is. */}
        <input type="hidden" name="username" autoComplete="username" value={email} />
        <TextField
          label="New address"
          name="email"
          type="email"
          autoComplete="email"
          maxLength={254}
          help="Both addresses get a link, and both have to confirm."
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
          <SubmitButton>Ask both addresses</SubmitButton>
        </div>
      </Form>
    </Card>
  );
}
