import { href } from "react-router";
import { appOf, memberEntryOf } from "#app/context.ts";
import { workspaceDeletedMail } from "#app/domain/mail/templates.ts";
import { access } from "#app/domain/membership/access.ts";
import { deleteTenant, graceDays } from "#app/domain/tenant/deletion.ts";
import { forbidden, notFound } from "#app/routes/answers.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { SettingsTabs } from "#app/routes/tenant/settings-tabs.tsx";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { writeTenant } from "#db/transaction.ts";
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

export async function action({ request, params, context }: Route.ActionArgs) {
  const form = await readForm(request, deletionSchema(params.tenant));
  if ("errors" in form) return refuse(form);
  const entry = memberEntryOf(context);
  const { appUrl } = appOf(context).config;
  const told = { tenantName: entry.tenant.name, slug: params.tenant, by: entry.user.name, appUrl };
  const mail = (until: Date) => workspaceDeletedMail({ ...told, until });
  const outcome = await writeTenant(entry, (tx) =>
    deleteTenant(tx, { tenantId: entry.tenant.id, by: entry.user.id, mail }),
  );
  if (outcome === "outside") throw notFound();
  if (outcome === "forbidden") throw forbidden();
  return redirectDone(href("/:tenant/danger", params), "The workspace is deleted.");
}

export default function Danger({ loaderData, actionData }: Route.ComponentProps) {
  const { slug, name, role, graceDays, deletion, now } = loaderData;
  if (deletion) return <DeletedWorkspace slug={slug} name={name} deletion={deletion} now={now} />;
  return (
    <>
      <PageHeader
        title="Danger zone"
        context="Handing this workspace over to somebody else, or deleting it."
      />
      <SettingsTabs slug={slug} role={role} />
      <div className="grid max-w-[36rem] gap-6">
        <TransferCard tenant={slug} />
        <DeleteForm slug={slug} graceDays={graceDays} answer={actionData} />
      </div>
    </>
  );
}
