import { href } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { changeRole } from "#app/domain/membership/membership.ts";
import { roleInSentence } from "#app/domain/membership/role-text.ts";
import { answer } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { requireId } from "#app/routes/params.ts";
import { TransferCard } from "#app/routes/tenant/danger/transfer-card.tsx";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { usePost } from "#app/ui/post-form.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/show.ts";
import { DepartureCard } from "./departure-card.tsx";
import { LastOwner, transferFirst } from "./last-owner.tsx";
import { requireMember } from "./load.ts";
import { memberPermissions, presentMember } from "./present.ts";
import { revokedText } from "./revoked-text.ts";
import { RoleCard } from "./role-card.tsx";
import { roleSchema } from "./schema.ts";

export const handle = access({ read: "tenant:read", write: "member:manage" });

export const meta: Route.MetaFunction = ({ loaderData, matches }) =>
  tenantTitle(loaderData?.member.name ?? "Member", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const { member, sent } = await readTenant(entry, (tx) => requireMember(tx, params));
  return {
    member: presentMember(member),
    sent,
    may: memberPermissions(entry, member),
    isYou: member.id === entry.user.id,
    isLastOwner: member.isLastOwner,
    now: Date.now(),
  };
}

export async function action({ request, params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const userId = requireId(params.userId);
  const form = await readForm(request, context, roleSchema);
  if ("errors" in form) return refuse(form);
  const { role } = form.value;
  return answer(context, await writeTenant(entry, (tx) => changeRole(tx, { userId, role })), {
    given: form.given,
    refused: { "last-owner": transferFirst },
    done({ member, revoked }) {
      const who = userId === entry.user.id ? "You are" : `${member.name} is`;
      return redirectDone(
        href("/:tenant/members/:userId", params),
        `${who} ${roleInSentence(role)} now.${revokedText(revoked)}`,
      );
    },
  });
}

export default function ShowMember({ params, loaderData, actionData }: Route.ComponentProps) {
  const { member, sent, may, isYou, isLastOwner, now } = loaderData;
  const post = usePost(actionData);
  const isRefused = post.answer?.errors[""] !== undefined;
  return (
    <div className="page-narrow">
      <PageHeader
        title={
          <>
            <bdi>{member.name}</bdi>
            {isYou ? <span className="text-muted"> (you)</span> : null}
          </>
        }
        context={
          <>
            {member.email} · member since <RelativeTime at={member.memberSince} now={now} />
          </>
        }
      />
      <div className="grid gap-6">
        {isYou && (isLastOwner || isRefused) ? (
          <LastOwner tenant={params.tenant} kind={isRefused ? "error" : "info"} />
        ) : null}
        <RoleCard role={member.role} roles={may.roles} isYou={isYou} sent={sent} post={post} />
        {may.transfer ? <TransferCard tenant={params.tenant} to={member} /> : null}
        <DepartureCard
          params={params}
          name={member.name}
          mayRemove={may.remove}
          mayLeave={isYou && !isLastOwner}
          sent={sent}
        />
      </div>
    </div>
  );
}
