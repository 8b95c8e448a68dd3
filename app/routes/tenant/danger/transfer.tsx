import { href } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { transferOwnership } from "#app/domain/membership/membership.ts";
import { membersByName } from "#app/domain/membership/reads.ts";
import { freeTenantsOfOwner } from "#app/domain/plan/plans.ts";
import { answer } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { queryOf } from "#app/routes/params.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { usePost } from "#app/ui/post-form.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/transfer.ts";
import { transferQuery, transferSchema } from "./schema.ts";
import { TransferForm } from "./transfer-form.tsx";

export const handle = access({ read: "tenant:transfer", write: "tenant:transfer" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Transfer ownership", matches);

export async function loader({ request, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const people = await readTenant(entry, membersByName);
  return {
    others: people
      .filter(({ id }) => id !== entry.user.id)
      .map(({ id, name, email }) => ({ id, name, email })),
    proposedId: queryOf(request, transferQuery).to,
  };
}

const tooManyFree = `This person owns ${freeTenantsOfOwner} workspaces on the free plan, which is the most. Choose another person.`;

export async function action({ request, params, context }: Route.ActionArgs) {
  const form = await readForm(request, context, transferSchema(params.tenant));
  if ("errors" in form) return refuse(form);
  const { given, value } = form;
  const entry = memberEntryOf(context);
  const transfer = await writeTenant(entry, (tx) => transferOwnership(tx, value.userId));
  return answer(context, transfer, {
    given,
    refused: {
      "not-a-member": { errors: { userId: ["Choose a person who is in this workspace."] } },
      "too-many-free": { errors: { userId: [tooManyFree] }, status: 402 },
    },
    done: ({ member }) =>
      redirectDone(
        href("/:tenant/members", params),
        `${member.name} owns ${entry.tenant.name} now. You are an admin.`,
      ),
  });
}

export default function TransferOwnership({ params, loaderData, actionData }: Route.ComponentProps) {
  const { others, proposedId } = loaderData;
  const post = usePost(actionData);
  const membersHref = href("/:tenant/members", params);
  return (
    <div className="page-narrow">
      <PageHeader
        title="Transfer ownership"
        context="The new owner decides about billing, the address and the workspace itself. You become an admin, and can't take it back yourself."
      />
      {others.length > 0 ? (
        <TransferForm
          tenant={params.tenant}
          others={others}
          proposedId={proposedId}
          post={post}
          cancelHref={membersHref}
        />
      ) : (
        <EmptyState
          action={
            <a className="button button-primary" href={membersHref}>
              Go to the members
            </a>
          }
        >
          Nobody else is in this workspace yet. Whoever is to own it has to join it first.
        </EmptyState>
      )}
    </div>
  );
}
