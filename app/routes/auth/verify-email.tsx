import type { ReactNode } from "react";
import { data } from "react-router";
import { access } from "#app/access.ts";
import { appOf, clientKeyOf, outsiderEntryOf } from "#app/context.ts";
import { type EmailLink, followEmailLink, lookAtEmailLink } from "#app/domain/account/email-link.ts";
import { answer, answerRefusal } from "#app/routes/answer.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { AuthShell } from "#app/ui/auth-shell.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { PostForm, usePost } from "#app/ui/post-form.tsx";
import { readDoor } from "#db/transaction.ts";
import type { Route } from "./+types/verify-email.ts";
import { EmailLinkResult, type LinkEnd } from "./email-link-result.tsx";
import { waitingInvitation } from "./invitation/load.ts";

export const handle = access({ read: "public", write: "public" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Confirm your address · Rowhouse" }];

/** Changes nothing: mail programs open links before people do. */
export async function loader({ request, params, context }: Route.LoaderArgs) {
  const { link, invitation } = await readDoor(outsiderEntryOf(context), async (tx) => {
    const link = await lookAtEmailLink(tx, { token: params.token });
    return { link, invitation: link && (await waitingInvitation(tx, request, link.email)) };
  });
  return data({ link, invitation }, { status: !link || link.state === "gone" ? 410 : 200 });
}

function ended(end: LinkEnd, status = 200) {
  return data({ end }, { status });
}

export async function action({ context, params }: Route.ActionArgs) {
  const tooOften = await appOf(context).attempts.countForm("verify-email", clientKeyOf(context));
  if (tooOften) return answerRefusal(context, tooOften, { refused: {} });
  return answer(context, await followEmailLink(outsiderEntryOf(context), params.token), {
    refused: { gone: () => ended("gone", 410), taken: () => ended("taken", 409) },
    done: (end) => ended(end),
  });
}

export default function VerifyEmail({ loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  const { answer } = post;
  const { link, invitation } = loaderData;
  const end = answer && "end" in answer ? answer.end : endOf(link);
  if (!link || end) return <EmailLinkResult end={end ?? "gone"} invitation={invitation} />;
  const { title, context, button, otherwise } = question(link);
  return (
    <AuthShell title={title} context={context}>
      <PostForm post={post} className="grid gap-4">
        <SubmitButton>{button}</SubmitButton>
        <p className="text-sm text-muted">{otherwise}</p>
      </PostForm>
    </AuthShell>
  );
}

function endOf(link: EmailLink | null): LinkEnd | null {
  if (!link) return "gone";
  return link.state === "open" ? null : link.state;
}

interface Question {
  title: string;
  context: ReactNode;
  button: string;
  otherwise: ReactNode;
}

function question({ purpose, email, newEmail }: EmailLink): Question {
  const [here, there] = [email, newEmail].map((shown) => <strong key={shown}>{shown}</strong>);
  if (purpose === "verify") {
    return {
      title: "Confirm your address",
      context: <>Somebody made a Rowhouse account with {here}. Confirm that it was you.</>,
      button: "Confirm address",
      otherwise: "If it wasn't you, close this page: the address stays unconfirmed.",
    };
  }
  if (purpose === "take") {
    return {
      title: "Confirm your new address",
      context: <>A Rowhouse account moves to {here} once the address it has now confirms it too.</>,
      button: "Confirm the change",
      otherwise: "If you didn't ask for it, close this page: nothing will change.",
    };
  }
  return {
    title: "Confirm your move",
    context: (
      <>
        Your account moves from {here} to {there} once both have confirmed it. Make sure that the new address
        is right.
      </>
    ),
    button: "Confirm the change",
    otherwise: (
      <>
        If you didn't ask for it, close this page and{" "}
        <a className="link" href="/forgot-password">
          set a new password
        </a>
        : somebody knows yours.
      </>
    ),
  };
}
