import { useRef } from "react";
import { data, Form, redirect } from "react-router";
import { tokenHash } from "#app/base/token.ts";
import { appOf, clientKeyOf, outsiderEntryOf } from "#app/context.ts";
import { resetPassword } from "#app/domain/account/forgotten-password.ts";
import { hashPassword } from "#app/domain/account/password.ts";
import { findOpenReset } from "#app/domain/account/password-reset.ts";
import { passwordProblem } from "#app/domain/account/password-rules.ts";
import { access } from "#app/domain/membership/access.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { AuthShell } from "#app/ui/auth-shell.tsx";
import { LinkButton, SubmitButton } from "#app/ui/button.tsx";
import { useFocusFirstError } from "#app/ui/focus-first-error.ts";
import { readControl, writeControl } from "#db/transaction.ts";
import type { Route } from "./+types/reset-password.ts";
import { FormError } from "./form-error.tsx";
import { NewPasswordField } from "./new-password-field.tsx";
import { resetPasswordSchema } from "./schema.ts";

export const handle = access({ read: "public", write: "public" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Set a new password · Rowhouse" }];

/** A link that is unknown, used or too old: gone, whichever it is. */
const gone = { status: 410 };

function ownerOf(context: Route.LoaderArgs["context"], token: string) {
  return readControl(outsiderEntryOf(context), (tx) => findOpenReset(tx, tokenHash(token)));
}

export async function loader({ params, context }: Route.LoaderArgs) {
  const owner = await ownerOf(context, params.token);
  return owner ? data({ email: owner.email }) : data({ email: null }, gone);
}

export async function action({ request, context, params }: Route.ActionArgs) {
  const form = await readForm(request, resetPasswordSchema);
  const { given } = form;
  const refused = await appOf(context).attempts.count("reset-password", clientKeyOf(context));
  if (refused) return refuse({ given, errors: { "": [refused.message] } }, { status: 429, ...refused });
  const owner = await ownerOf(context, params.token);
  if (!owner) return refuse({ given, errors: {} }, gone);
  if ("errors" in form) return refuse(form);
  const problem = passwordProblem(form.value.password, owner);
  if (problem) return refuse({ given, errors: { password: [problem] } });
  const passwordHash = await hashPassword(form.value.password);
  const { config } = appOf(context);
  const isReset = await writeControl(outsiderEntryOf(context), (tx) =>
    resetPassword(tx, config, { token: params.token, passwordHash }),
  );
  return isReset ? redirect("/login?reset=done") : refuse({ given, errors: {} }, gone);
}

export default function ResetPassword({ loaderData, actionData }: Route.ComponentProps) {
  const form = useRef<HTMLFormElement>(null);
  useFocusFirstError(form, actionData?.errors);
  if (loaderData.email === null) {
    return (
      <AuthShell title="This link doesn't work any more" context="It was used, or it is older than an hour.">
        <LinkButton to="/forgot-password" variant="primary">
          Ask for a new link
        </LinkButton>
      </AuthShell>
    );
  }
  return (
    <AuthShell title="Set a new password" context={`For ${loaderData.email}. It signs you out everywhere.`}>
      <Form method="post" ref={form} className="grid gap-4">
        <FormError errors={actionData?.errors} />
        {/* Tells a password manager whose password this is. */}
        <input type="hidden" name="email" autoComplete="username" value={loaderData.email} />
        <NewPasswordField label="New password" error={actionData?.errors.password} />
        <SubmitButton>Set password</SubmitButton>
      </Form>
    </AuthShell>
  );
}
