import { useRef } from "react";
import { Form, href, redirect } from "react-router";
import { appOf, userEntryOf, userOf } from "#app/context.ts";
import { requireAccount } from "#app/domain/account/account.ts";
import { changeOwnPassword } from "#app/domain/account/forgotten-password.ts";
import { hashPassword, verifyPassword } from "#app/domain/account/password.ts";
import { passwordProblem } from "#app/domain/account/password-rules.ts";
import { access } from "#app/domain/membership/access.ts";
import { beginSession } from "#app/domain/session/session.ts";
import { sessionCookie } from "#app/http/session-cookie.ts";
import { browserOf } from "#app/routes/auth/browser.ts";
import { FormError } from "#app/routes/auth/form-error.tsx";
import { NewPasswordField } from "#app/routes/auth/new-password-field.tsx";
import { changePasswordSchema } from "#app/routes/auth/schema.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { Alert } from "#app/ui/alert.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { TextField } from "#app/ui/field.tsx";
import { useFocusFirstError } from "#app/ui/focus-first-error.ts";
import { readControl, writeControl } from "#db/transaction.ts";
import type { Route } from "./+types/password.ts";

export const handle = access({ read: "user", write: "user" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Password · Rowhouse" }];

export function loader({ request, context }: Route.LoaderArgs) {
  const { email } = userOf(context);
  return { email, isChanged: new URL(request.url).searchParams.has("changed") };
}

export async function action({ request, context }: Route.ActionArgs) {
  const entry = userEntryOf(context);
  const { user } = entry;
  const form = await readForm(request, changePasswordSchema);
  const { given } = form;
  const refused = await appOf(context).attempts.countPasswordProof(user.id);
  if (refused) return refuse({ given, errors: { "": [refused.message] } }, { status: 429, ...refused });
  if ("errors" in form) return refuse(form);
  const { currentPassword, password } = form.value;
  const account = await readControl(entry, (tx) => requireAccount(tx, user.id));
  if (!(await verifyPassword(account.passwordHash, currentPassword)))
    return refuse({ given, errors: { currentPassword: ["This is not your current password."] } });
  const problem = passwordProblem(password, account);
  if (problem) return refuse({ given, errors: { password: [problem] } });
  const passwordHash = await hashPassword(password);
  const { config } = appOf(context);
  const browser = browserOf(request, config);
  const token = await writeControl(entry, async (tx) => {
    await changeOwnPassword(tx, config, { user, passwordHash });
    return beginSession(tx, { userId: user.id, passwordHash, browser });
  });
  if (!token) throw new Error("A password can't change under its own transaction");
  return redirect(`${href("/account/password")}?changed`, {
    headers: { "Set-Cookie": sessionCookie(token, config) },
  });
}

export default function Password({ loaderData, actionData }: Route.ComponentProps) {
  const form = useRef<HTMLFormElement>(null);
  useFocusFirstError(form, actionData?.errors);
  const { email, isChanged } = loaderData;
  return (
    <Card>
      {/* Keyed, so that the fields are empty again once the password is changed. */}
      <Form method="post" ref={form} key={String(isChanged)} className="grid gap-4">
        {isChanged && !actionData ? (
          <Alert kind="success">Your password is changed. Every other session was ended.</Alert>
        ) : null}
        <FormError errors={actionData?.errors} />
        {/* Tells a password manager whose password this is. */}
        <input type="hidden" name="email" autoComplete="username" value={email} />
        <TextField
          label="Current password"
          name="currentPassword"
          type="password"
          autoComplete="current-password"
          error={actionData?.errors.currentPassword}
          required
        />
        <NewPasswordField label="New password" error={actionData?.errors.password} />
        <p className="text-muted">Changing it signs you out everywhere else.</p>
        <div>
          <SubmitButton>Change password</SubmitButton>
        </div>
      </Form>
    </Card>
  );
}
