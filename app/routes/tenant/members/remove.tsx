import { href } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { removeMember } from "#app/domain/membership/membership.ts";
import { judgeRemoval } from "#app/domain/membership/policy.ts";
import { requireDone } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { requireId } from "#app/routes/params.ts";
import { forbiddenResponse } from "#app/routes/responses.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { usePost } from "#app/ui/post-form.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/remove.ts";
import { removalText } from "./departure-card.tsx";
import { requireMember } from "./load.ts";
import { revokedText } from "./revoked-text.ts";

export const handle = access({ read: "member:manage", write: "member:manage" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Remove member", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const { member, sent } = await readTenant(entry, (tx) => requireMember(tx, params));
  if (judgeRemoval(entry, member) !== "allowed") throw forbiddenResponse();
  return { name: member.name, sent };
}

export async function action({ params, context }: Route.ActionArgs) {
  const id = requireId(params.userId);
  const removal = await writeTenant(memberEntryOf(context), (tx) => removeMember(tx, id));
  const { member, revoked } = requireDone(removal);
  return redirectDone(href("/:tenant/members", params), `${member.name} is removed.${revokedText(revoked)}`);
}

/** Asks, without scripts, what the dialog on the member's page asks with them. */
export default function RemoveMember({ params, loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  return (
    <AskFirst
      post={post}
      title={
        <>
          Remove “<bdi>{loaderData.name}</bdi>”?
        </>
      }
      context={removalText(loaderData.sent)}
      confirm="Remove member"
      cancelHref={href("/:tenant/members/:userId", params)}
    />
  );
}
