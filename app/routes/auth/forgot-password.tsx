import { data } from "react-router";
import { access } from "#app/access.ts";
import { appOf, clientKeyOf, clientNetworkOf, outsiderEntryOf } from "#app/context.ts";
import { mailResetLink } from "#app/domain/account/password-reset.ts";
import { answerRefusal } from "#app/routes/answer.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { AuthShell } from "#app/ui/auth-shell.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { TextField } from "#app/ui/field.tsx";
import { PostForm, usePost } from "#app/ui/post-form.tsx";
import type { Route } from "./+types/forgot-password.ts";
import { forgotPasswordSchema } from "./schema.ts";

export const handle = access({ read: "public", write: "public" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Forgot your password · Rowhouse" }];

export function loader({ context }: Route.LoaderArgs) {
  return { canMail: appOf(context).config.smtpUrl !== undefined };
}

export async function action({ request, context }: Route.ActionArgs) {
  const { attempts } = appOf(context);
  const tooOften = await attempts.countForm("forgot-password", clientKeyOf(context));
  if (tooOften) return answerRefusal(context, tooOften, { refused: {} });
  const form = await readForm(request, context, forgotPasswordSchema);
  if ("errors" in form) return refuse(form);
  await mailResetLink(outsiderEntryOf(context), { ...form.value, network: clientNetworkOf(context) });
  return data({ sentTo: form.value.email });
}

const signIn = (
  <a className="link" href="/login">
    Back to sign in
  </a>
);

export default function ForgotPassword({ loaderData: { canMail }, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  const { answer } = post;
  const refusal = answer && "errors" in answer ? answer : null;
  if (answer && "sentTo" in answer) return <Sent to={answer.sentTo} canMail={canMail} />;
  return (
    <AuthShell
      title="Forgot your password?"
      context={
        canMail
          ? "Enter your email address, and we send you a link to set a new one."
          : "Enter your email address. Mail isn't set up here: the person who runs this installation can read the link to set a new one, and hand it to you."
      }
      footer={signIn}
    >
      <PostForm post={post} className="grid gap-4">
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
        <SubmitButton>{canMail ? "Send the link" : "Make the link"}</SubmitButton>
      </PostForm>
    </AuthShell>
  );
}

function Sent({ to, canMail }: { to: string; canMail: boolean }) {
  const email = <strong dir="auto">{to}</strong>;
  return (
    <AuthShell title={canMail ? "Check your mail" : "Ask for your link"} footer={signIn}>
      {canMail ? (
        <p>
          If there is an account for {email}, a link to set a new password is on its way. It works for an
          hour.
        </p>
      ) : (
        <p>
          If there is an account for {email}, a link to set a new password waits in the outbox. Mail isn't set
          up here, so ask the person who runs this installation to hand it to you. It works for an hour.
        </p>
      )}
    </AuthShell>
  );
}
