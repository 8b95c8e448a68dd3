import { href, redirect } from "react-router";
import { access } from "#app/access.ts";
import { appOf, userEntryOf, userOf } from "#app/context.ts";
import { changeOwnPassword } from "#app/domain/account/password-change.ts";
import { sessionCookie } from "#app/http/session-cookie.ts";
import { answer, answerRefusal } from "#app/routes/answer.ts";
import { browserOf } from "#app/routes/auth/browser.ts";
import { NewPasswordField } from "#app/routes/auth/new-password-field.tsx";
import { passwordRefusals } from "#app/routes/auth/password-refusals.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { Alert } from "#app/ui/alert.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { TextField } from "#app/ui/field.tsx";
import { PostForm, usePost } from "#app/ui/post-form.tsx";
import { UserNameField } from "#app/ui/user-name-field.tsx";
import type { Route } from "./+types/password.ts";
import { changePasswordSchema } from "./schema.ts";

export const handle = access({ read: "user", write: "user" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Password · Rowhouse" }];

export function loader({ request, context }: Route.LoaderArgs) {
  const { email } = userOf(context);
  return { email, isChanged: new URL(request.url).searchParams.has("changed") };
}

export async function action({ request, context }: Route.ActionArgs) {
  const entry = userEntryOf(context);
  const { config, attempts } = appOf(context);
  const tooOften = await attempts.countPasswordProof(entry.user.id);
  if (tooOften) return answerRefusal(context, tooOften, { refused: {} });
  const form = await readForm(request, context, changePasswordSchema);
  if ("errors" in form) return refuse(form);
  const { given } = form;
  const change = { ...form.value, browser: browserOf(context, request) };
  return answer(context, await changeOwnPassword(entry, change), {
    given,
    refused: {
      ...passwordRefusals,
      "wrong-password": { errors: { currentPassword: ["This is not your current password."] } },
    },
    done: ({ sessionToken }) =>
      redirect(`${href("/account/password")}?changed`, {
        headers: { "Set-Cookie": sessionCookie(sessionToken, config) },
      }),
  });
}

export default function Password({ loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  const { answer } = post;
  const { email, isChanged } = loaderData;
  return (
    <Card>
      <PostForm post={post} className="grid gap-4">
        {isChanged && !answer ? (
          <Alert kind="success">Your password is changed. Every other session was ended.</Alert>
        ) : null}
        <UserNameField email={email} />
        <TextField
          label="Current password"
          name="currentPassword"
          type="password"
          autoComplete="current-password"
          error={answer?.errors.currentPassword}
          required
        />
        <NewPasswordField label="New password" error={answer?.errors.password} />
        <p className="text-muted">Changing it signs you out everywhere else.</p>
        <div>
          <SubmitButton>Change password</SubmitButton>
        </div>
      </PostForm>
    </Card>
  );
}
