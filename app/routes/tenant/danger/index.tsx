import { href, redirect } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf, userEntryOf } from "#app/context.ts";
import { done } from "#app/domain/outcome.ts";
import { deleteOwnTenant, graceDays, restoreOwnTenant } from "#app/domain/tenant/deletion.ts";
import { answer } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { SettingsTabs } from "#app/routes/tenant/settings-tabs.tsx";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { usePost } from "#app/ui/post-form.tsx";
import { isNotEntered, writeControl, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/index.ts";
import { DeleteForm } from "./delete-form.tsx";
import { DeletedWorkspace } from "./deleted-workspace.tsx";
import { deletionSchema } from "./schema.ts";
import { TransferCard } from "./transfer-card.tsx";

export const handle = access({ read: "tenant:delete", write: "tenant:delete", evenIf: "deleted" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Danger zone", matches);

export function loader({ context }: Route.LoaderArgs) {
  const { role, tenant } = memberEntryOf(context);
  const deletion = tenant.closure?.status === "deleted" ? tenant.closure : null;
  return { slug: tenant.slug, name: tenant.name, role, graceDays, deletion, now: Date.now() };
}

/** `deleted`: `yes` deletes the workspace, `no` brings it back. */
export async function action({ request, params, context }: Route.ActionArgs) {
  const form = await readForm(request, context, deletionSchema(params.tenant));
  if ("errors" in form) return refuse(form);
  const entry = memberEntryOf(context);
  const here = href("/:tenant/danger", params);
  if (form.value.deleted === "no") {
    // As the user: a deleted tenant can't be entered. If it is too late, this page says so.
    const outcome = await writeControl(userEntryOf(context), (tx) => restoreOwnTenant(tx, entry.tenant.id));
    return answer(context, outcome, {
      refused: { "too-late": () => redirect(here) },
      done: () => redirectDone(href("/:tenant", params), "The workspace is back."),
    });
  }
  const outcome = await writeTenant(entry, deleteOwnTenant).catch(doneIfNotEntered);
  return answer(context, outcome, {
    refused: {},
    done: () => redirectDone(here, "The workspace is deleted."),
  });
}

/** Another owner was faster: no one can enter a deleted tenant. The page shows what is so. */
function doneIfNotEntered(error: unknown) {
  if (isNotEntered(error)) return done();
  throw error;
}

export default function Danger({ loaderData, actionData }: Route.ComponentProps) {
  const { slug, name, role, graceDays, deletion, now } = loaderData;
  const post = usePost(actionData);
  if (deletion) return <DeletedWorkspace name={name} post={post} deletion={deletion} now={now} />;
  return (
    <>
      <PageHeader
        title="Danger zone"
        context="Handing this workspace over to somebody else, or deleting it."
      />
      <SettingsTabs slug={slug} role={role} />
      <div className="grid max-w-[36rem] gap-6">
        <TransferCard tenant={slug} />
        <DeleteForm slug={slug} graceDays={graceDays} post={post} />
      </div>
    </>
  );
}
