import { redirect } from "react-router";
import { access } from "#app/access.ts";
import { safeRedirect } from "#app/base/safe-redirect.ts";
import { appOf, doorContext, outsiderEntryOf } from "#app/context.ts";
import { endThisSession } from "#app/domain/session/session.ts";
import { forgottenSessionCookie, sessionTokenFrom } from "#app/http/session-cookie.ts";
import { sentFields } from "#app/routes/form.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { AuthShell } from "#app/ui/auth-shell.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { SignOutForm } from "#app/ui/sign-out-form.tsx";
import { writeDoor } from "#db/transaction.ts";
import type { Route } from "./+types/logout.ts";

export const handle = access({ read: "public", write: "public" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Sign out · Rowhouse" }];

export function loader({ context }: Route.LoaderArgs) {
  const { user } = context.get(doorContext);
  if (!user) throw redirect("/login");
  return { email: user.email };
}

export async function action({ request, context }: Route.ActionArgs) {
  const form = await sentFields(request, context);
  const returnTo = form.get("redirectTo");
  const { config } = appOf(context);
  const token = sessionTokenFrom(request.headers.get("cookie"), config);
  if (token) await writeDoor({ ...outsiderEntryOf(context), credential: { session: token } }, endThisSession);
  const to = returnTo === null ? "/login" : safeRedirect(returnTo);
  return redirect(to, { headers: { "Set-Cookie": forgottenSessionCookie(config) } });
}

/** A page that asks: a link alone must not sign people out. */
export default function Logout({ loaderData }: Route.ComponentProps) {
  return (
    <AuthShell title="Sign out" context={`You are signed in as ${loaderData.email}.`}>
      <SignOutForm className="grid gap-4">
        <SubmitButton>Sign out</SubmitButton>
        <p className="text-center">
          <a className="link" href="/">
            Stay signed in
          </a>
        </p>
      </SignOutForm>
    </AuthShell>
  );
}
