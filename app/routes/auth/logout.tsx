import { Form, redirect } from "react-router";
import { safeRedirect } from "#app/base/safe-redirect.ts";
import { doorContext } from "#app/context.ts";
import { access } from "#app/domain/membership/access.ts";
import { endBrowserSession } from "#app/domain/session/browser-session.ts";
import { sentFields } from "#app/routes/form.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { AuthShell } from "#app/ui/auth-shell.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { withPerson } from "#db/transaction.ts";
import type { Route } from "./+types/logout.ts";

export const handle = access({ read: "public", write: "public" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Sign out · Rowhouse" }];

export function loader({ context }: Route.LoaderArgs) {
  const { user } = context.get(doorContext);
  if (!user) throw redirect("/login");
  return { email: user.email };
}

export async function action({ request }: Route.ActionArgs) {
  const form = await sentFields(request);
  const returnTo = form.get("redirectTo");
  const cookie = await withPerson({ userId: null, readOnly: false }, (tx) => endBrowserSession(tx, request));
  const to = returnTo === null ? "/login" : safeRedirect(returnTo);
  return redirect(to, { headers: { "Set-Cookie": cookie } });
}

/** For people who come by a link; a link alone must not sign anybody out. */
export default function Logout({ loaderData }: Route.ComponentProps) {
  return (
    <AuthShell title="Sign out" context={`You are signed in as ${loaderData.email}.`}>
      <Form method="post" reloadDocument className="grid gap-4">
        <SubmitButton>Sign out</SubmitButton>
        <p className="text-center">
          <a className="link" href="/">
            Stay signed in
          </a>
        </p>
      </Form>
    </AuthShell>
  );
}
