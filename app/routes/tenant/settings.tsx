import { href } from "react-router";
import { appOf, type MemberEntry, memberEntryOf } from "#app/context.ts";
import { access } from "#app/domain/membership/access.ts";
import { may } from "#app/domain/membership/permissions.ts";
import { doorOf } from "#app/domain/tenant/hue.ts";
import { formerSlugs } from "#app/domain/tenant/slug.ts";
import { changeSettings, settingsOf } from "#app/domain/tenant/tenant.ts";
import { forbidden, notFound } from "#app/routes/answers.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/settings.ts";
import { SettingsForm } from "./settings-form.tsx";
import { settingsSchema } from "./settings-schema.ts";
import { SettingsTabs } from "./settings-tabs.tsx";
import { stale } from "./stale.ts";
import { tenantTitle } from "./title.ts";

export const handle = access({ read: "settings:write", write: "settings:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Settings", matches);

export async function loader({ context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const { id, slug, name, doorHue, version } = entry.tenant;
  return {
    settings: { name, slug, doorHue: doorOf({ id, doorHue }), version },
    formerSlugs: await readTenant(entry, formerSlugs),
    host: new URL(appOf(context).config.appUrl).host,
    mayRename: may(entry.role, "tenant:rename"),
    role: entry.role,
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const form = await readForm(request, settingsSchema);
  const { given } = form;
  const isMoving = given.get("slug") !== null && given.get("slug") !== given.get("slugBefore");
  if (isMoving && isForgedRename(entry, given.get("slug"))) throw forbidden();
  if (given.get("slug") === "") return refuse({ given, errors: { slug: ["Choose an address."] } });
  if ("errors" in form) return refuse(form);
  const shownHue = doorOf(entry.tenant);
  const { name, doorHue: chosenHue = shownHue, version } = form.value;
  // A workspace that never chose a colour shows one all the same: saving that chooses none.
  const doorHue = chosenHue === shownHue ? entry.tenant.doorHue : chosenHue;
  const slug = isMoving ? form.value.slug : undefined;
  return writeTenant(entry, async (tx) => {
    const outcome = await changeSettings(tx, { name, slug, doorHue, version });
    if (outcome === "saved") return saved(entry, slug ?? entry.tenant.slug);
    if (outcome === "stale") {
      const current = await settingsOf(tx);
      // Whoever didn't touch the address must not move the workspace back to where it was when they opened the page.
      if (!isMoving) given.set("slug", current.slug);
      return stale(given, current);
    }
    if (outcome === "slug-taken")
      return refuse({ given, errors: { slug: ["This address is taken, or was once. Choose another one."] } });
    throw outcome === "forbidden" ? forbidden() : notFound();
  });
}

/** Whoever may not rename is never asked for an address. */
function isForgedRename({ role, tenant }: MemberEntry, slug: FormDataEntryValue | null): boolean {
  return slug !== null && slug !== tenant.slug && !may(role, "tenant:rename");
}

function saved({ tenant }: MemberEntry, slug: string): Response {
  const to = href("/:tenant/settings", { tenant: slug });
  if (slug === tenant.slug) return redirectDone(to, "The settings are saved.");
  return redirectDone(to, `This workspace is at /${slug} now. Links to /${tenant.slug} keep working.`);
}

export default function Settings({ params, loaderData, actionData }: Route.ComponentProps) {
  return (
    <>
      <PageHeader
        title="Settings"
        context="What this workspace is called, where it is found and how it looks."
      />
      <SettingsTabs slug={params.tenant} role={loaderData.role} />
      {/* The fields hold what is being typed; other settings than those it began with need a new form. */}
      <SettingsForm key={loaderData.settings.version} {...loaderData} answer={actionData} />
    </>
  );
}
