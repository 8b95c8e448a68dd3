import { randomUUIDv7 } from "node:crypto";
import { sql } from "kysely";
import { may } from "#app/domain/membership/permissions.ts";
import { memberById } from "#app/domain/membership/reads.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, tenantChange } from "#app/domain/query.ts";
import { boolean, type TenantScope, textOf } from "#db/query.ts";
import type { TenantWriter, Writer } from "#db/transaction.ts";
import { nextVersion } from "./table.ts";

/** Index: tenants_pkey. Foreign keys to the tenant don't wait for this lock. */
const lockRow = tenantChange((db) => db.selectFrom("tenants").select("version").forNoKeyUpdate());

/** Holds the tenant's row until the transaction ends; nothing, if the actor has left the tenant meanwhile. */
export async function lockTenant(tx: TenantScope<Writer>): Promise<void> {
  await lockRow(tx);
}

interface NewTenant {
  slug: string;
  name: string;
  /** Absent: a new one. */
  id?: string | undefined;
}

const foundTenant = change.byHand(
  "found tenant",
  { result: textOf<"founded" | "id-taken" | "slug-taken" | "too-many-free">() },
  ({ id, slug, name }: Required<NewTenant>) =>
    sql`select control.found_tenant(${id}, ${slug}, ${name}) as result`,
);

/** Of parallel calls with one slug, one succeeds. With an `id` and a slug that the user has founded a tenant with, it does nothing more. */
export async function createOwnTenant(
  tx: Writer,
  { id = randomUUIDv7(), slug, name }: NewTenant,
): Promise<Outcome<undefined, "slug-taken" | "too-many-free">> {
  const founded = await foundTenant.first(tx, { id, slug, name });
  if (!founded) throw new Error("A query of one row gave none");
  if (founded.result === "id-taken") return createOwnTenant(tx, { slug, name });
  return founded.result === "founded" ? outcome.done() : outcome.refused(founded.result);
}

const takeSlug = tenantChange.byHand(
  "slug taken",
  { isTaken: boolean },
  ({ slug }: { slug: string }) => sql`select control.take_slug(${slug}) as "isTaken"`,
);

const noteSwitch = tenantChange.byHand(
  "switch",
  {},
  ({ id }: { id: string }) => sql`select from control.record_switch(${id})`,
);

/** Nothing is noted if the user's last switch within the hour led to this tenant as well. */
export async function recordSwitch(tx: TenantScope<Writer>): Promise<void> {
  await noteSwitch(tx, { id: randomUUIDv7() });
}

export interface TenantSettings {
  name: string;
  slug: string;
  /** Null: the one that follows from the tenant's id. */
  hue: number | null;
  version: number;
}

interface NewSettings extends Omit<TenantSettings, "slug"> {
  /** Undefined: as it is. */
  slug: string | undefined;
}

/** Index: tenants_pkey. */
const lockSettings = tenantChange((db) =>
  db.selectFrom("tenants").select(["name", "slug", "hue", "version"]).forNoKeyUpdate(),
);

const updateSettings = tenantChange((db, { name, slug, hue }: Omit<TenantSettings, "version">) =>
  db.updateTable("tenants").set({ name, slug, hue, version: nextVersion }),
);

/** Decides by the actor's role now, with the tenant's row held. The old slug keeps leading to the tenant. */
export async function changeSettings(
  tx: TenantWriter,
  { name, slug: wanted, hue, version }: NewSettings,
): Promise<Outcome<{ slug: string }, "slug-taken", TenantSettings>> {
  const now = await lockSettings.first(tx);
  const actor = await memberById.first(tx, { userId: tx.userId });
  if (!now || !actor) return outcome.notFound;
  const slug = wanted ?? now.slug;
  if (!may(actor.role, slug === now.slug ? "settings:write" : "tenant:rename")) return outcome.forbidden;
  if (version !== now.version) {
    const found = outcome.staleUnlessSame(now, { name, slug, hue });
    return found.kind === "stale" ? found : outcome.done({ slug });
  }
  if (slug !== now.slug && !(await takeSlug.first(tx, { slug }))?.isTaken)
    return outcome.refused("slug-taken");
  await updateSettings(tx, { name, slug, hue });
  return outcome.done({ slug });
}
