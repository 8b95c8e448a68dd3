import { data, redirect } from "react-router";
import { access } from "#app/access.ts";
import { appOf, clientKeyOf, outsiderEntryOf } from "#app/context.ts";
import { ownerOfReset, resetPassword } from "#app/domain/account/password-reset.ts";
import { answer, answerRefusal } from "#app/routes/answer.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { AuthShell } from "#app/ui/auth-shell.tsx";
import { LinkButton, SubmitButton } from "#app/ui/button.tsx";
import { PostForm, usePost } from "#app/ui/post-form.tsx";
import { UserNameField } from "#app/ui/user-name-field.tsx";
import { readDoor } from "#db/transaction.ts";
import type { Route } from "./+types/reset-password.ts";
import { NewPasswordField } from "./new-password-field.tsx";
import { passwordRefusals } from "./password-refusals.ts";
import { resetPasswordSchema } from "./schema.ts";

export const handle = access({ read: "public", write: "public" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Set a new password · Rowhouse" }];

/** The link is unknown, used or too old: one answer for all three. */
const gone = { status: 410 };

function ownerOf(context: Route.LoaderArgs["context"], token: string) {
  return readDoor(outsiderEntryOf(context), (tx) => ownerOfReset.first(tx, { token }));
}

export async function loader({ params, context }: Route.LoaderArgs) {
  const owner = await ownerOf(context, params.token);
  return owner ? data({ email: owner.email }) : data({ email: null }, gone);
}

export async function action({ request, context, params }: Route.ActionArgs) {
  const { attempts } = appOf(context);
  const tooOften = await attempts.countForm("reset-password", clientKeyOf(context));
  if (tooOften) return answerRefusal(context, tooOften, { refused: {} });
  const form = await readForm(request, context, resetPasswordSchema);
  const { given } = form;
  if ("errors" in form) {
    const owner = await ownerOf(context, params.token);
    return owner ? refuse(form) : refuse({ given, errors: {} }, gone);
  }
  const reset = { token: params.token, password: form.value.password };
  return answer(context, await resetPassword(outsiderEntryOf(context), reset), {
    given,
    refused: { ...passwordRefusals, gone: { errors: {}, ...gone } },
    done: () => redirect("/login?reset=done"),
  });
}

export default function ResetPassword({ loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  const { answer } = post;
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
      <PostForm post={post} className="grid gap-4">
        <UserNameField email={loaderData.email} />
        <NewPasswordField label="New password" error={answer?.errors.password} />
        <SubmitButton>Set password</SubmitButton>
      </PostForm>
    </AuthShell>
  );
}
