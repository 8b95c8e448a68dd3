import { href } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { leaveTenant } from "#app/domain/membership/membership.ts";
import { judgeLeaving } from "#app/domain/membership/policy.ts";
import { answer } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { usePost } from "#app/ui/post-form.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/leave.ts";
import { LastOwner, transferFirst } from "./last-owner.tsx";
import { requireMember } from "./load.ts";
import { revokesText } from "./revoked-text.ts";

export const handle = access({ read: "tenant:read", write: "tenant:read" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Leave workspace", matches);

const leavingText =
  "You lose access at once. What you did stays, under your name. To come back, you need an invitation.";

export async function loader({ context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const { member, sent } = await readTenant(entry, (tx) => requireMember(tx, { userId: entry.user.id }));
  return {
    tenant: entry.tenant.name,
    userId: member.id,
    mayLeave: judgeLeaving(member) === "allowed",
    sent,
  };
}

export async function action({ context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  return answer(context, await writeTenant(entry, leaveTenant), {
    refused: { "last-owner": transferFirst },
    done: () => redirectDone("/", `You have left ${entry.tenant.name}.`),
  });
}

export default function LeaveWorkspace({ params, loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  const { tenant, userId, mayLeave, sent } = loaderData;
  const title = (
    <>
      Leave “<bdi>{tenant}</bdi>”?
    </>
  );
  const back = href("/:tenant/members/:userId", { ...params, userId });
  if (mayLeave) {
    return (
      <AskFirst
        post={post}
        title={title}
        context={`${leavingText}${revokesText(sent, "you")}`}
        confirm="Leave workspace"
        cancelHref={back}
      />
    );
  }
  return (
    <div className="page-narrow">
      <PageHeader title={title} />
      <div className="grid gap-4">
        <LastOwner tenant={params.tenant} kind={post.answer ? "error" : "info"} />
        <div>
          <a className="button button-ghost" href={back}>
            Back
          </a>
        </div>
      </div>
    </div>
  );
}
