import { href } from "react-router";
import { access } from "#app/access.ts";
import { appOf, type MemberEntry, memberEntryOf } from "#app/context.ts";
import { may } from "#app/domain/membership/permissions.ts";
import { slugTaken } from "#app/domain/tenant/fields.ts";
import { hueOf } from "#app/domain/tenant/hue.ts";
import { formerSlugs } from "#app/domain/tenant/reads.ts";
import { changeSettings } from "#app/domain/tenant/tenant.ts";
import { answer } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { forbiddenResponse } from "#app/routes/responses.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { usePost } from "#app/ui/post-form.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/settings.ts";
import { settingsSchema } from "./schema.ts";
import { SettingsForm } from "./settings-form.tsx";
import { SettingsTabs } from "./settings-tabs.tsx";
import { tenantTitle } from "./title.ts";

export const handle = access({ read: "settings:write", write: "settings:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Settings", matches);

export async function loader({ context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const { id, slug, name, hue, version } = entry.tenant;
  return {
    settings: { name, slug, hue: hueOf({ id, hue }), version },
    formerSlugs: (await readTenant(entry, (tx) => formerSlugs(tx))).map((former) => former.slug),
    host: new URL(appOf(context).config.appUrl).host,
    mayRename: may(entry.role, "tenant:rename"),
    role: entry.role,
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const form = await readForm(request, context, settingsSchema);
  const { given } = form;
  const isMoving = given.get("slug") !== null && given.get("slug") !== given.get("slugBefore");
  if (isMoving && isForgedRename(entry, given.get("slug"))) throw forbiddenResponse();
  if (given.get("slug") === "") return refuse({ given, errors: { slug: ["Choose an address."] } });
  if ("errors" in form) return refuse(form);
  const shownHue = hueOf(entry.tenant);
  const { name, hue: chosenHue = shownHue, version } = form.value;
  // A tenant without its own colour shows one all the same: saving that one chooses none.
  const hue = chosenHue === shownHue ? entry.tenant.hue : chosenHue;
  const slug = isMoving ? form.value.slug : undefined;
  const outcome = await writeTenant(entry, (tx) => changeSettings(tx, { name, slug, hue, version }));
  // A slug that was not touched must not move the tenant back to where it was when the page was opened.
  if (outcome.kind === "stale" && !isMoving) given.set("slug", outcome.current.slug);
  return answer(context, outcome, {
    given,
    refused: { "slug-taken": { errors: { slug: [slugTaken] } } },
    done: ({ slug }) => saved(entry, slug),
  });
}

/** Members who may not rename are never asked for a slug. */
function isForgedRename({ role, tenant }: MemberEntry, slug: FormDataEntryValue | null): boolean {
  return slug !== null && slug !== tenant.slug && !may(role, "tenant:rename");
}

function saved({ tenant }: MemberEntry, slug: string): Response {
  const to = href("/:tenant/settings", { tenant: slug });
  if (slug === tenant.slug) return redirectDone(to, "The settings are saved.");
  return redirectDone(to, `This workspace is at /${slug} now. Links to /${tenant.slug} keep working.`);
}

export default function Settings({ params, loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  return (
    <>
      <PageHeader
        title="Settings"
        context="What this workspace is called, where it is found and how it looks."
      />
      <SettingsTabs slug={params.tenant} role={loaderData.role} />
      {/* The fields hold what is typed, so a newer version of the settings needs a new form. */}
      <SettingsForm key={loaderData.settings.version} {...loaderData} post={post} />
    </>
  );
}
