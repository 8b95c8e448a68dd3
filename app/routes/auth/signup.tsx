import type { ReactNode } from "react";
import { redirect } from "react-router";
import { access } from "#app/access.ts";
import { safeRedirect, withRedirect } from "#app/base/safe-redirect.ts";
import { appOf, clientKeyOf, doorContext, outsiderEntryOf } from "#app/context.ts";
import { isEmptyInstallation } from "#app/domain/account/account.ts";
import { signUp } from "#app/domain/account/sign-up.ts";
import { sessionCookie } from "#app/http/session-cookie.ts";
import { answer, answerRefusal } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { AuthShell } from "#app/ui/auth-shell.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { TextField } from "#app/ui/field.tsx";
import { PostForm, usePost } from "#app/ui/post-form.tsx";
import { readControl } from "#db/transaction.ts";
import type { Route } from "./+types/signup.ts";
import { browserOf } from "./browser.ts";
import { invitationOf } from "./invitation/load.ts";
import { NewPasswordField } from "./new-password-field.tsx";
import { passwordRefusals } from "./password-refusals.ts";
import { invitedSignUpSchema, signUpSchema } from "./schema.ts";

export const handle = access({ read: "public", write: "public" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Create an account · Rowhouse" }];

const closed =
  "Accounts are by invitation here. Open the link of yours, or ask somebody who is in already for one.";
const taken = "That address can't be used. If it is yours, sign in or reset your password.";

const known = "You have an account with this address. Sign in to accept the invitation.";

export async function loader({ request, context }: Route.LoaderArgs) {
  const redirectTo = safeRedirect(new URL(request.url).searchParams.get("redirectTo"));
  const invitation = await invitationOf(context, request);
  if (context.get(doorContext).user) throw redirect(invitation?.path ?? redirectTo);
  const isFirst = await readControl(outsiderEntryOf(context), isEmptyInstallation);
  return {
    redirectTo: invitation?.path ?? redirectTo,
    isFirst,
    isOpen: isFirst || invitation !== null || appOf(context).config.signup === "open",
    invited: invitation && { email: invitation.email, tenantName: invitation.tenantName },
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const { config, attempts } = appOf(context);
  const tooOften = await attempts.countForm("sign-up", clientKeyOf(context));
  if (tooOften) return answerRefusal(context, tooOften, { refused: {} });
  const invitation = await invitationOf(context, request);
  const form = await readForm(
    request,
    context,
    invitation ? invitedSignUpSchema(invitation.email) : signUpSchema,
  );
  if ("errors" in form) return refuse(form);
  const { given } = form;
  const { redirectTo, ...user } = form.value;
  const outcome = await signUp(outsiderEntryOf(context), user, {
    isInviteOnly: config.signup === "invite",
    invitation: invitation && {
      token: invitation.token,
      isVerifiedOnly: config.smtpUrl !== undefined,
    },
    browser: browserOf(context, request),
  });
  return answer(context, outcome, {
    given,
    refused: {
      ...passwordRefusals,
      closed: { errors: { "": [closed] }, status: 403 },
      "email-taken": { errors: { email: [invitation?.isMailed ? known : taken] } },
      "invitation-closed": () => redirect(invitation?.path ?? "/"),
    },
    done: ({ sessionToken, joined }) => {
      const onward = joined
        ? redirectDone(`/${joined.tenantSlug}`, `Welcome to ${joined.tenantName}.`)
        : redirect(safeRedirect(redirectTo));
      onward.headers.append("Set-Cookie", sessionCookie(sessionToken, config));
      return onward;
    },
  });
}

export default function SignUp({ loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  const { answer } = post;
  const { redirectTo, isOpen, invited } = loaderData;
  const signIn = (
    <>
      Have an account?{" "}
      <a className="link" href={withRedirect("/login", redirectTo)}>
        Sign in
      </a>
    </>
  );
  if (!isOpen) {
    return (
      <AuthShell title="By invitation" footer={signIn}>
        <p>{closed}</p>
      </AuthShell>
    );
  }
  return (
    <AuthShell title="Create an account" context={contextOf(loaderData)} footer={signIn}>
      <PostForm post={post} className="grid gap-4">
        <input type="hidden" name="redirectTo" value={redirectTo} />
        <TextField
          label="Name"
          name="name"
          autoComplete="name"
          maxLength={100}
          defaultValue={answer?.values.name}
          error={answer?.errors.name}
          autoFocus
          required
        />
        <TextField
          label="Email address"
          name="email"
          type="email"
          autoComplete="username"
          maxLength={254}
          defaultValue={invited?.email ?? answer?.values.email}
          readOnly={invited !== null}
          help={invited ? "The invitation is for this address." : undefined}
          error={answer?.errors.email}
          required
        />
        <NewPasswordField error={answer?.errors.password} />
        <SubmitButton>Create account</SubmitButton>
      </PostForm>
    </AuthShell>
  );
}

function contextOf({ isFirst, invited }: Route.ComponentProps["loaderData"]): ReactNode {
  if (isFirst) return "You are the first one here: this account will run the installation.";
  return invited ? (
    <>
      To join <bdi>{invited.tenantName}</bdi>.
    </>
  ) : undefined;
}
