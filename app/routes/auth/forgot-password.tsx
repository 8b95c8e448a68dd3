import { useRef } from "react";
import { data, Form } from "react-router";
import { countAttempt } from "#app/auth/attempts.ts";
import { mailResetLink } from "#app/auth/forgotten-password.ts";
import { configContext } from "#app/context.ts";
import { access } from "#app/policies/access.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { Alert } from "#app/ui/alert.tsx";
import { AuthShell } from "#app/ui/auth-shell.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { TextField } from "#app/ui/field.tsx";
import { useFocusFirstError } from "#app/ui/focus-first-error.ts";
import type { Route } from "./+types/forgot-password.ts";
import { FormError } from "./form-error.tsx";
import { forgotPasswordSchema } from "./schema.ts";

export const handle = access({ read: "public", write: "public" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Forgot your password · Rowhouse" }];

export function loader({ context }: Route.LoaderArgs) {
  return { canMail: context.get(configContext).smtpUrl !== undefined };
}

export async function action({ request, context }: Route.ActionArgs) {
  const form = await readForm(request, forgotPasswordSchema);
  const { given } = form;
  const refused = await countAttempt(context, "forgot-password");
  if (refused) return refuse({ given, errors: { "": [refused.message] } }, { status: 429, ...refused });
  if ("errors" in form) return refuse(form);
  await mailResetLink(context.get(configContext), form.value.email);
  return data({ sentTo: form.value.email });
}

const signIn = (
  <a className="link" href="/login">
    Back to sign in
  </a>
);

export default function ForgotPassword({ loaderData, actionData }: Route.ComponentProps) {
  const form = useRef<HTMLFormElement>(null);
  const refusal = actionData && "errors" in actionData ? actionData : null;
  useFocusFirstError(form, refusal?.errors);
  if (actionData && "sentTo" in actionData) {
    return (
      <AuthShell title="Check your mail" footer={signIn}>
        <p>
          If there is an account for <strong dir="auto">{actionData.sentTo}</strong>, a link to set a new
          password is on its way. It works for an hour.
        </p>
        {loaderData.canMail ? null : <NoMail />}
      </AuthShell>
    );
  }
  return (
    <AuthShell
      title="Forgot your password?"
      context="Enter your email address, and we send you a link to set a new one."
      footer={signIn}
    >
      <Form method="post" ref={form} className="grid gap-4">
        {loaderData.canMail ? null : <NoMail />}
        <FormError errors={refusal?.errors} />
        <TextField
          label="Email address"
          name="email"
          type="email"
          autoComplete="username"
          maxLength={254}
          defaultValue={refusal?.values.email}
          error={refusal?.errors.email}
          autoFocus
          required
        />
        <SubmitButton>Send the link</SubmitButton>
      </Form>
    </AuthShell>
  );
}

function NoMail() {
  return (
    <Alert kind="info" title="Mail isn't set up here">
      The link waits in the outbox. The person who runs this installation can read it there and hand it to
      you.
    </Alert>
  );
}
