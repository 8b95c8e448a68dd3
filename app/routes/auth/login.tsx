import { useRef } from "react";
import { Form, redirect } from "react-router";
import { safeRedirect } from "#app/base/safe-redirect.ts";
import { appOf, clientKeyOf, doorContext, outsiderEntryOf } from "#app/context.ts";
import { authenticate, WrongCredentialsError } from "#app/domain/account/authenticator.ts";
import { access } from "#app/domain/membership/access.ts";
import { beginSession, recordSignIn } from "#app/domain/session/session.ts";
import { sessionCookie } from "#app/http/session-cookie.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { Alert } from "#app/ui/alert.tsx";
import { AuthShell } from "#app/ui/auth-shell.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { TextField } from "#app/ui/field.tsx";
import { useFocusFirstError } from "#app/ui/focus-first-error.ts";
import { writeControl } from "#db/transaction.ts";

import type { Route } from "./+types/login.ts";
import { browserOf } from "./browser.ts";
import { FormError } from "./form-error.tsx";
import { signInSchema } from "./schema.ts";
import { withRedirect } from "./with-redirect.ts";

export const handle = access({ read: "public", write: "public" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Sign in · Rowhouse" }];

export function loader({ request, context }: Route.LoaderArgs) {
  const query = new URL(request.url).searchParams;
  const redirectTo = safeRedirect(query.get("redirectTo"));
  if (context.get(doorContext).user) throw redirect(redirectTo);
  return { redirectTo, isReset: query.get("reset") === "done" };
}

export async function action({ request, context }: Route.ActionArgs) {
  const form = await readForm(request.clone(), signInSchema);
  const { given } = form;
  const refused = await appOf(context).attempts.count(
    "sign-in",
    clientKeyOf(context),
    "value" in form ? form.value.email : null,
  );
  if (refused) return refuse({ given, errors: { "": [refused.message] } }, { status: 429, ...refused });
  if ("errors" in form) return refuse(form);
  const token = await signIn(request, context);
  if (!token) return refuse({ given, errors: { "": ["The email address or the password is wrong."] } });
  return redirect(safeRedirect(form.value.redirectTo), {
    headers: { "Set-Cookie": sessionCookie(token, appOf(context).config) },
  });
}

/** @returns the token of a new session; null if email and password don't belong together. */
async function signIn(request: Request, context: Route.ActionArgs["context"]): Promise<string | null> {
  const entry = outsiderEntryOf(context);
  const browser = browserOf(request, appOf(context).config);
  try {
    const { id, passwordHash } = await authenticate(entry.database, request);
    return await writeControl({ ...entry, user: { id } }, async (tx) => {
      const token = await beginSession(tx, { userId: id, passwordHash, browser });
      if (token) await recordSignIn(tx);
      return token;
    });
  } catch (error) {
    if (error instanceof WrongCredentialsError) return null;
    throw error;
  }
}

export default function Login({ loaderData, actionData }: Route.ComponentProps) {
  const { redirectTo, isReset } = loaderData;
  const form = useRef<HTMLFormElement>(null);
  useFocusFirstError(form, actionData?.errors);
  return (
    <AuthShell
      title="Sign in"
      footer={
        <>
          New here?{" "}
          <a className="link" href={withRedirect("/signup", redirectTo)}>
            Create an account
          </a>
        </>
      }
    >
      <Form method="post" ref={form} className="grid gap-4">
        {isReset && !actionData ? (
          <Alert kind="success">Your password is changed. Sign in with the new one.</Alert>
        ) : null}
        <FormError errors={actionData?.errors} />
        <input type="hidden" name="redirectTo" value={redirectTo} />
        <TextField
          label="Email address"
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={actionData?.values.email}
          error={actionData?.errors.email}
          autoFocus
          required
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          error={actionData?.errors.password}
          required
        />
        <SubmitButton>Sign in</SubmitButton>
        <p className="text-center">
          <a className="link" href="/forgot-password">
            Forgot your password?
          </a>
        </p>
      </Form>
    </AuthShell>
  );
}
