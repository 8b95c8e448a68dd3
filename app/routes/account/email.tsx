import { href } from "react-router";
import { access } from "#app/access.ts";
import { appOf, userEntryOf } from "#app/context.ts";
import { askToChangeEmail, callOffEmailChange, openEmailChange } from "#app/domain/account/email-change.ts";
import { isEmailVerified, mailVerificationAgain } from "#app/domain/account/email-verification.ts";
import { answer, answerRefusal } from "#app/routes/answer.ts";
import { waitingInvitation } from "#app/routes/auth/invitation/load.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse, sentFields } from "#app/routes/form.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { usePost } from "#app/ui/post-form.tsx";
import { readDoor, writeDoor } from "#db/transaction.ts";
import type { Route } from "./+types/email.ts";
import { CurrentEmail, EmailForm, OpenChange } from "./email-cards.tsx";
import { changeEmailSchema } from "./schema.ts";

export const handle = access({ read: "user", write: "user" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Email address · Rowhouse" }];

export async function loader({ request, context }: Route.LoaderArgs) {
  const entry = userEntryOf(context);
  const { email } = entry.user;
  const [isVerified, invitation, change] = await readDoor(entry, (tx) =>
    Promise.all([isEmailVerified(tx), waitingInvitation(tx, request, email), openEmailChange.first(tx)]),
  );
  return {
    email,
    isVerified,
    invitation,
    change: change && { ...change, expiresAt: change.expiresAt.toISOString() },
    canMail: appOf(context).config.smtpUrl !== undefined,
    now: Date.now(),
  };
}

/** Three forms in one page, told apart by `intent`: `verify`, `cancel`, or none for the change itself. */
export async function action({ request, context }: Route.ActionArgs) {
  const sent = await sentFields(request, context);
  if (sent.get("intent") === "verify") return verify(request, context);
  if (sent.get("intent") === "cancel") return cancel(context);
  return change(request, context);
}

type Context = Route.ActionArgs["context"];

async function verify(request: Request, context: Context) {
  const entry = userEntryOf(context);
  const { config, attempts } = appOf(context);
  const { smtpUrl } = config;
  const waiting = await readDoor(entry, (tx) => waitingInvitation(tx, request, entry.user.email));
  const invitation = waiting?.token;
  const outcome = await mailVerificationAgain(entry, { attempts, invitation });
  const onward = (message: string) => redirectDone(waiting?.path ?? href("/account/email"), message);
  const given = new FormData();
  given.set("intent", "verify");
  return answer(context, outcome, {
    given,
    refused: { "verified-already": () => onward("Your address is confirmed already.") },
    done: () =>
      onward(
        smtpUrl
          ? "The mail is on its way."
          : "The link is made. The person who runs this installation can hand it to you.",
      ),
  });
}

async function cancel(context: Context) {
  const entry = userEntryOf(context);
  const onward = (message: string) => redirectDone(href("/account/email"), message);
  return answer(context, await writeDoor(entry, callOffEmailChange), {
    refused: { "not-open": () => onward("There was no change to call off any more.") },
    done: () => onward("The change is called off."),
  });
}

async function change(request: Request, context: Context) {
  const entry = userEntryOf(context);
  const { config, attempts } = appOf(context);
  const { smtpUrl } = config;
  const form = await readForm(request, context, changeEmailSchema);
  const { given } = form;
  const tooOften = await attempts.countPasswordProof(entry.user.id);
  if (tooOften) return answerRefusal(context, tooOften, { given, refused: {} });
  if ("errors" in form) return refuse(form);
  const { email: newEmail, currentPassword } = form.value;
  return answer(context, await askToChangeEmail(entry, attempts, { currentPassword, newEmail }), {
    given,
    refused: {
      "same-email": { errors: { email: ["You have this address already."] } },
      "wrong-password": { errors: { currentPassword: ["This is not your current password."] } },
    },
    done: () =>
      redirectDone(
        href("/account/email"),
        smtpUrl
          ? "A link is on its way to both addresses."
          : "Both links are made. The person who runs this installation can hand them to you.",
      ),
  });
}

export default function EmailAddress({ loaderData, actionData }: Route.ComponentProps) {
  const { email, isVerified, invitation, change, canMail, now } = loaderData;
  const isOfMail = actionData?.values.intent === "verify";
  const verifying = usePost(isOfMail ? actionData : undefined);
  const changing = usePost(isOfMail ? undefined : actionData);
  return (
    <div className="grid gap-6">
      <CurrentEmail
        email={email}
        isVerified={isVerified}
        invitation={invitation}
        canMail={canMail}
        verifying={verifying}
      />
      {change ? <OpenChange change={change} email={email} canMail={canMail} now={now} /> : null}
      <EmailForm email={email} canMail={canMail} post={changing} />
    </div>
  );
}
