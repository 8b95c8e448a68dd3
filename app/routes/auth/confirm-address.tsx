import type { ReactNode } from "react";
import { data, Form } from "react-router";
import { tokenHash } from "#app/base/token.ts";
import { appOf, clientKeyOf, outsiderEntryOf } from "#app/context.ts";
import { type Confirmation, confirmAddress } from "#app/domain/account/email-links.ts";
import { type AddressLink, lookAtAddressLink } from "#app/domain/account/email-verification.ts";
import { access } from "#app/domain/membership/access.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { Alert } from "#app/ui/alert.tsx";
import { AuthShell } from "#app/ui/auth-shell.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { readControl } from "#db/transaction.ts";
import type { Route } from "./+types/confirm-address.ts";
import { Confirmed } from "./confirmed.tsx";
import { waitingInvitation } from "./invitation/load.ts";

export const handle = access({ read: "public", write: "public" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Confirm your address · Rowhouse" }];

const statuses: Partial<Record<Confirmation, number>> = { gone: 410, taken: 409 };

/** Looks and changes nothing: mail programs open links before people do. */
export async function loader({ request, params, context }: Route.LoaderArgs) {
  const { link, invitation } = await readControl(outsiderEntryOf(context), async (tx) => {
    const link = await lookAtAddressLink(tx, tokenHash(params.token));
    return { link, invitation: link && (await waitingInvitation(tx, request, link.email)) };
  });
  return data({ link, invitation }, { status: !link || link.state === "gone" ? 410 : 200 });
}

interface Answer {
  outcome?: Confirmation;
  problem?: string;
}

export async function action({ context, params }: Route.ActionArgs) {
  const refused = await appOf(context).attempts.count("verify-email", clientKeyOf(context));
  if (refused) return data<Answer>({ problem: refused.message }, { status: 429, headers: refused.headers });
  const outcome = await confirmAddress(outsiderEntryOf(context), params.token);
  return data<Answer>({ outcome }, { status: statuses[outcome] ?? 200 });
}

export default function ConfirmAddress({ loaderData, actionData }: Route.ComponentProps) {
  const { link, invitation } = loaderData;
  const { outcome, problem }: Answer = actionData ?? {};
  const state = outcome ?? link?.state ?? "gone";
  if (!link || state !== "open")
    return <Confirmed outcome={state === "open" ? "gone" : state} invitation={invitation} />;
  const { title, context, button, otherwise } = question(link);
  return (
    <AuthShell title={title} context={context}>
      <Form method="post" className="grid gap-4">
        {problem ? <Alert kind="error">{problem}</Alert> : null}
        <SubmitButton>{button}</SubmitButton>
        <p className="text-sm text-muted">{otherwise}</p>
      </Form>
    </AuthShell>
  );
}

interface Question {
  title: string;
  context: ReactNode;
  button: string;
  otherwise: ReactNode;
}

function question({ purpose, email, newEmail }: AddressLink): Question {
  const [here, there] = [email, newEmail].map((address) => <strong key={address}>{address}</strong>);
  if (purpose === "verify") {
    return {
      title: "Confirm your address",
      context: <>Somebody made a Rowhouse account with {here}. Confirm that it was you.</>,
      button: "Confirm address",
      otherwise: "If it wasn't you, close this page: the address stays unconfirmed.",
    };
  }
  if (purpose === "take") {
    return {
      title: "Confirm your new address",
      context: <>A Rowhouse account moves to {here} once the address it has now confirms it too.</>,
      button: "Confirm the change",
      otherwise: "If you didn't ask for it, close this page: nothing will change.",
    };
  }
  return {
    title: "Confirm your move",
    context: (
      <>
        Your account moves from {here} to {there} once both have confirmed it. Make sure that the new address
        is right.
      </>
    ),
    button: "Confirm the change",
    otherwise: (
      <>
        If you didn't ask for it, close this page and{" "}
        <a className="link" href="/forgot-password">
          set a new password
        </a>
        : somebody knows yours.
      </>
    ),
  };
}
