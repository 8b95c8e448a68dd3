import { href } from "react-router";
import { askToChangeAddress, mailVerification } from "#app/auth/address.ts";
import { countAddressMail, countPasswordProof, type Refused } from "#app/auth/attempts.ts";
import { verifyPassword } from "#app/auth/password.ts";
import { configContext, type Person, personOf } from "#app/context.ts";
import { access } from "#app/policies/access.ts";
import { changeAddressSchema } from "#app/routes/auth/schema.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { requireAccount } from "#db/control/account.ts";
import { isAddressVerified } from "#db/control/address.ts";
import { endChange, findOpenChange } from "#db/control/address-change.ts";
import { withPerson } from "#db/tenant.ts";
import type { Route } from "./+types/email.ts";
import { AddressForm, CurrentAddress, PendingChange } from "./address-cards.tsx";

export const handle = access({ read: "user", write: "user" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Email address · Rowhouse" }];

export async function loader({ context }: Route.LoaderArgs) {
  const { id, email } = personOf(context);
  const { isVerified, change } = await withPerson({ userId: id, readOnly: true }, async (tx) => ({
    isVerified: await isAddressVerified(tx, id),
    change: await findOpenChange(tx, id),
  }));
  return {
    email,
    isVerified,
    change: change && {
      newEmail: change.newEmail,
      isOldConfirmed: change.isOldConfirmed,
      isNewConfirmed: change.isNewConfirmed,
    },
    canMail: context.get(configContext).smtpUrl !== undefined,
  };
}

/** Three forms of one page; `intent` tells which: `verify`, `cancel`, or nothing for the change itself. */
export async function action({ request, context }: Route.ActionArgs) {
  const person = personOf(context);
  const intent = (
    await request
      .clone()
      .formData()
      .catch(() => new FormData())
  ).get("intent");
  if (intent === "verify") return verify(context, person);
  if (intent === "cancel") return cancel(person);
  const form = await readForm(request, changeAddressSchema);
  const { given } = form;
  const refused = await countPasswordProof(context, person.id);
  if (refused) return tooMany(given, refused);
  if ("errors" in form) return refuse(form);
  const { email, currentPassword } = form.value;
  if (email === person.email) return refuse({ given, errors: { email: ["You have this address already."] } });
  const account = await withPerson({ userId: person.id, readOnly: true }, (tx) =>
    requireAccount(tx, person.id),
  );
  if (!(await verifyPassword(account.passwordHash, currentPassword)))
    return refuse({ given, errors: { currentPassword: ["This is not your current password."] } });
  const tooManyMails = await countAddressMail(person.id);
  if (tooManyMails) return tooMany(given, tooManyMails);
  await askToChangeAddress(context.get(configContext), person, email);
  return redirectDone(href("/account/email"), "Both addresses have got a link.");
}

function tooMany(given: FormData, refused: Refused) {
  return refuse({ given, errors: { "": [refused.message] } }, { status: 429, headers: refused.headers });
}

async function verify(context: Route.ActionArgs["context"], person: Person) {
  const refused = await countAddressMail(person.id);
  if (refused) return tooMany(new FormData(), refused);
  const { appUrl } = context.get(configContext);
  await withPerson({ userId: person.id, readOnly: false }, async (tx) => {
    if (!(await isAddressVerified(tx, person.id))) await mailVerification(tx, appUrl, person);
  });
  return redirectDone(href("/account/email"), "The mail is on its way.");
}

async function cancel({ id }: Person) {
  await withPerson({ userId: id, readOnly: false }, (tx) => endChange(tx, id));
  return redirectDone(href("/account/email"), "The change is called off.");
}

export default function EmailAddress({ loaderData, actionData }: Route.ComponentProps) {
  const { email, isVerified, change, canMail } = loaderData;
  return (
    <div className="grid gap-6">
      <CurrentAddress email={email} isVerified={isVerified} canMail={canMail} />
      {change ? <PendingChange change={change} email={email} canMail={canMail} /> : null}
      {/* Keyed, so that its fields are empty again after a change was asked for. */}
      <AddressForm key={change?.newEmail ?? ""} email={email} answer={actionData} />
    </div>
  );
}
