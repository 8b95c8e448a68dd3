import { redirect } from "react-router";
import { Authenticator } from "remix-auth";
import { FormStrategy } from "remix-auth-form";
import { access } from "#app/access.ts";
import { safeRedirect, withRedirect } from "#app/base/safe-redirect.ts";
import { appOf, clientKeyOf, doorContext, outsiderEntryOf } from "#app/context.ts";
import { signIn } from "#app/domain/account/sign-in.ts";
import { sessionCookie } from "#app/http/session-cookie.ts";
import { answer, answerRefusal } from "#app/routes/answer.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { Alert } from "#app/ui/alert.tsx";
import { AuthShell } from "#app/ui/auth-shell.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { TextField } from "#app/ui/field.tsx";
import { PostForm, usePost } from "#app/ui/post-form.tsx";
import type { Route } from "./+types/login.ts";
import { browserOf } from "./browser.ts";
import { signInSchema } from "./schema.ts";

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
  const { attempts, config } = appOf(context);
  const clientKey = clientKeyOf(context);
  const clientTooOften = await attempts.countForm("sign-in", clientKey);
  if (clientTooOften) return answerRefusal(context, clientTooOften, { refused: {} });
  const form = await readForm(request.clone(), context, signInSchema);
  if ("errors" in form) return refuse(form);
  const { given } = form;
  const { redirectTo, ...credentials } = form.value;
  const accountTooOften = await attempts.countAccount(credentials.email, clientKey);
  if (accountTooOften) return answerRefusal(context, accountTooOften, { given, refused: {} });
  const password = new FormStrategy(() =>
    signIn(outsiderEntryOf(context), { ...credentials, browser: browserOf(context, request) }),
  );
  const outcome = await new Authenticator<Awaited<ReturnType<typeof signIn>>>()
    .use(password)
    .authenticate("form", request);
  return answer(context, outcome, {
    given,
    refused: { "wrong-credentials": { errors: { "": ["The email address or the password is wrong."] } } },
    done: ({ sessionToken }) =>
      redirect(safeRedirect(redirectTo), {
        headers: { "Set-Cookie": sessionCookie(sessionToken, config) },
      }),
  });
}

export default function Login({ loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  const { answer } = post;
  const { redirectTo, isReset } = loaderData;
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
      <PostForm post={post} className="grid gap-4">
        {isReset && !answer ? (
          <Alert kind="success">Your password is changed. Sign in with the new one.</Alert>
        ) : null}
        <input type="hidden" name="redirectTo" value={redirectTo} />
        <TextField
          label="Email address"
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={answer?.values.email}
          error={answer?.errors.email}
          autoFocus
          required
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          error={answer?.errors.password}
          required
        />
        <SubmitButton>Sign in</SubmitButton>
        <p className="text-center">
          <a className="link" href="/forgot-password">
            Forgot your password?
          </a>
        </p>
      </PostForm>
    </AuthShell>
  );
}
