import { href } from "react-router";
import { appOf, userEntryOf, userOf } from "#app/context.ts";
import { requireAccount } from "#app/domain/account/account.ts";
import type { TooMany } from "#app/domain/account/attempts.ts";
import { callOffChange, findOpenChange } from "#app/domain/account/email-change.ts";
import { askToChangeAddress, mailVerification } from "#app/domain/account/email-links.ts";
import { isAddressVerified } from "#app/domain/account/email-verification.ts";
import { verifyPassword } from "#app/domain/account/password.ts";
import { access } from "#app/domain/membership/access.ts";
import { waitingInvitation } from "#app/routes/auth/invitation/load.ts";
import { changeAddressSchema } from "#app/routes/auth/schema.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse, sentFields } from "#app/routes/form.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { readControl, writeControl } from "#db/transaction.ts";
import type { Route } from "./+types/email.ts";
import { AddressForm, CurrentAddress, PendingChange } from "./address-cards.tsx";

export const handle = access({ read: "user", write: "user" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Email address · Rowhouse" }];

export async function loader({ request, context }: Route.LoaderArgs) {
  const { id, email } = userOf(context);
  const { isVerified, invitation, change } = await readControl(userEntryOf(context), async (tx) => ({
    isVerified: await isAddressVerified(tx, id),
    invitation: await waitingInvitation(tx, request, email),
    change: await findOpenChange(tx, id),
  }));
  return {
    email,
    isVerified,
    invitation,
    change: change && {
      id: change.id,
      newEmail: change.newEmail,
      isOldConfirmed: change.isOldConfirmed,
      isNewConfirmed: change.isNewConfirmed,
      expiresAt: change.expiresAt.toISOString(),
    },
    canMail: appOf(context).config.smtpUrl !== undefined,
    now: Date.now(),
  };
}

/** Three forms of one page; `intent` tells which: `verify`, `cancel`, or nothing for the change itself. */
export async function action({ request, context }: Route.ActionArgs) {
  const sent = await sentFields(request.clone());
  if (sent.get("intent") === "verify") return verify(request, context);
  if (sent.get("intent") === "cancel") return cancel(context);
  return change(request, context);
}

type Context = Route.ActionArgs["context"];

async function verify(request: Request, context: Context) {
  const person = userOf(context);
  const { appUrl, smtpUrl } = appOf(context).config;
  const { isVerified, invitation } = await readControl(userEntryOf(context), async (tx) => ({
    isVerified: await isAddressVerified(tx, person.id),
    invitation: await waitingInvitation(tx, request, person.email),
  }));
  const done = (message: string) => redirectDone(invitation?.path ?? href("/account/email"), message);
  if (isVerified) return done("Your address is confirmed already.");
  const refused = await appOf(context).attempts.countEmailMail(person.id, person.email);
  if (refused) return tooMany(new FormData(), "intent", refused);
  const { id, email } = person;
  await writeControl(userEntryOf(context), (tx) =>
    mailVerification(tx, appUrl, { id, email, invitation: invitation?.token }),
  );
  return done(
    smtpUrl
      ? "The mail is on its way."
      : "The link is made. The person who runs this installation can hand it to you.",
  );
}

async function cancel(context: Context) {
  const { id } = userOf(context);
  const wasOpen = await writeControl(userEntryOf(context), (tx) => callOffChange(tx, id));
  const message = wasOpen ? "The change is called off." : "There was no change to call off any more.";
  return redirectDone(href("/account/email"), message);
}

async function change(request: Request, context: Context) {
  const { id } = userOf(context);
  const { config } = appOf(context);
  const form = await readForm(request, changeAddressSchema);
  const { given } = form;
  const refused = await appOf(context).attempts.countPasswordProof(id);
  if (refused) return tooMany(given, "", refused);
  if ("errors" in form) return refuse(form);
  const { email, currentPassword } = form.value;
  const account = await readControl(userEntryOf(context), (tx) => requireAccount(tx, id));
  if (email === account.email)
    return refuse({ given, errors: { email: ["You have this address already."] } });
  const wrong = { given, errors: { currentPassword: ["This is not your current password."] } };
  if (!(await verifyPassword(account.passwordHash, currentPassword))) return refuse(wrong);
  const refusedMail = await appOf(context).attempts.countEmailMail(id, email);
  if (refusedMail) return tooMany(given, "", refusedMail);
  if (!(await askToChangeAddress(userEntryOf(context), config, account, email))) return refuse(wrong);
  const message = config.smtpUrl
    ? "A link is on its way to both addresses."
    : "Both links are made. The person who runs this installation can hand them to you.";
  return redirectDone(href("/account/email"), message);
}

function tooMany(given: FormData, field: string, { message, headers }: TooMany) {
  return refuse({ given, errors: { [field]: [message] } }, { status: 429, headers });
}

export default function EmailAddress({ loaderData, actionData }: Route.ComponentProps) {
  const { email, isVerified, invitation, change, canMail, now } = loaderData;
  return (
    <div className="grid gap-6">
      <CurrentAddress
        email={email}
        isVerified={isVerified}
        invitation={invitation}
        canMail={canMail}
        problem={actionData?.errors.intent?.[0]}
      />
      {change ? <PendingChange change={change} email={email} canMail={canMail} now={now} /> : null}
      {/* Keyed, so that its fields are empty again after a change was asked for. */}
      <AddressForm key={change?.id ?? ""} email={email} canMail={canMail} answer={actionData} />
    </div>
  );
}
