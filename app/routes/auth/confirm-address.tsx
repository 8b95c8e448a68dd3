import { data, Form } from "react-router";
import { type Confirmation, confirmAddress } from "#app/auth/address.ts";
import { countAttempt } from "#app/auth/attempts.ts";
import { tokenHash } from "#app/auth/token.ts";
import { access } from "#app/policies/access.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { Alert } from "#app/ui/alert.tsx";
import { AuthShell } from "#app/ui/auth-shell.tsx";
import { LinkButton, SubmitButton } from "#app/ui/button.tsx";
import { lookAtAddressLink } from "#db/control/address.ts";
import { withPerson } from "#db/tenant.ts";
import type { Route } from "./+types/confirm-address.ts";

export const handle = access({ read: "public", write: "public" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Confirm your address · Rowhouse" }];

/** Looks and changes nothing: mail programs open links before people do. */
export async function loader({ params }: Route.LoaderArgs) {
  const link = await withPerson({ userId: null, readOnly: true }, (tx) =>
    lookAtAddressLink(tx, tokenHash(params.token)),
  );
  return data({ link }, { status: link && link.state !== "gone" ? 200 : 410 });
}

interface Answer {
  outcome?: Confirmation;
  problem?: string;
}

const statuses: Partial<Record<Confirmation, number>> = { gone: 410, taken: 409 };

export async function action({ context, params }: Route.ActionArgs) {
  const refused = await countAttempt(context, "confirm-address");
  if (refused) return data<Answer>({ problem: refused.message }, { status: 429, headers: refused.headers });
  const outcome = await confirmAddress(params.token);
  return data<Answer>({ outcome }, { status: statuses[outcome] ?? 200 });
}

export default function ConfirmAddress({ loaderData, actionData }: Route.ComponentProps) {
  const { link } = loaderData;
  const { outcome, problem }: Answer = actionData ?? {};
  if (outcome && outcome !== "gone") return <Done {...texts[outcome]} />;
  if (!outcome && link?.state === "done") return <Done {...texts.verified} />;
  if (outcome || !link || link.state === "gone") return <Done {...gone} />;
  const isChange = link.purpose === "change";
  return (
    <AuthShell
      title={isChange ? "Use another address" : "Confirm your address"}
      context={
        isChange ? (
          <>
            Your account moves to <strong>{link.email}</strong> once both addresses have confirmed it.
          </>
        ) : (
          <>
            <strong>{link.email}</strong> is the address of your account.
          </>
        )
      }
    >
      <Form method="post" className="grid gap-4">
        {problem ? <Alert kind="error">{problem}</Alert> : null}
        <SubmitButton>{isChange ? "Confirm the change" : "Confirm address"}</SubmitButton>
      </Form>
    </AuthShell>
  );
}

interface DoneProps {
  title: string;
  context: string;
  onward: { to: string; label: string };
}

const home = { to: "/", label: "Go to your workspaces" };
const again = { to: "/account/email", label: "Ask for a new link" };

const gone: DoneProps = {
  title: "This link doesn't work any more",
  context: "It was used or called off, a newer one was mailed, or it is older than a day.",
  onward: again,
};

const texts: Record<Exclude<Confirmation, "gone">, DoneProps> = {
  verified: { title: "Your address is confirmed", context: "There is nothing more to do.", onward: home },
  "waits-for-other": {
    title: "Confirmed, half-way there",
    context: "The other address has got a link as well. Once it is opened there, the change is made.",
    onward: home,
  },
  changed: {
    title: "Your account has its new address",
    context: "Sign in with it from now on. The password is the same.",
    onward: home,
  },
  taken: {
    title: "That address can't be used",
    context: "Nothing was changed. Choose another address.",
    onward: { to: "/account/email", label: "Choose another address" },
  },
};

function Done({ title, context, onward }: DoneProps) {
  return (
    <AuthShell title={title} context={context}>
      <LinkButton to={onward.to} variant="primary">
        {onward.label}
      </LinkButton>
    </AuthShell>
  );
}
