import { randomUUIDv7 } from "node:crypto";
import { findMember } from "#app/domain/membership/membership.ts";
import { may, type Role } from "#app/domain/membership/permissions.ts";
import type { Reader, TenantReader, TenantWriter, Writer } from "#db/transaction.ts";
import { giveSlug } from "./slug.ts";

/** How many workspaces a list for one person shows at most. */
const listLimit = 200;

/** A workspace as its people see it in lists. */
export interface OwnTenant {
  id: string;
  slug: string;
  name: string;
  doorHue: number | null;
  role: Role;
  status: "active" | "suspended";
}

/** The workspaces a person belongs to, by name; 200 at most. Index: memberships_user_id, then the tenants' key. */
export function tenantsOf(tx: Reader, userId: string): Promise<OwnTenant[]> {
  return tx.rows<OwnTenant>(
    `select t.id, t.slug, t.name, t.door_hue as "doorHue", t.status, m.role
     from control.memberships m
     join control.tenants t on t.id = m.tenant_id
     where m.user_id = $1 and t.status <> 'deleted'
     order by lower(t.name), t.slug
     limit ${listLimit}`,
    [userId],
  );
}

/** A deleted workspace that its owner may still bring back. */
export interface DeletedTenant {
  id: string;
  slug: string;
  name: string;
  doorHue: number | null;
  purgeAfter: Date;
}

/** What the person may bring back, the next to be erased first; 200 at most. Index: as above. */
export function deletedTenantsOf(tx: Reader, userId: string): Promise<DeletedTenant[]> {
  return tx.rows<DeletedTenant>(
    `select t.id, t.slug, t.name, t.door_hue as "doorHue", t.purge_after as "purgeAfter"
     from control.memberships m
     join control.tenants t on t.id = m.tenant_id
     where m.user_id = $1 and m.role = 'owner' and t.purge_after > now()
     order by t.purge_after, t.slug
     limit ${listLimit}`,
    [userId],
  );
}

interface OwnAddress {
  id: string;
  slug: string;
  home: string;
  isDeleted: boolean;
}

/** The acting person's own workspace with this slug, today's or an old one; undefined if it isn't theirs. */
export async function ownTenant(tx: Reader, slug: string): Promise<OwnAddress | undefined> {
  const [tenant] = await tx.rows<OwnAddress>(
    `select id, slug, home, is_deleted as "isDeleted" from control.own_tenant($1)`,
    [slug],
  );
  return tenant;
}

/**
 * Creates a tenant with the acting person as its owner.
 * @returns its id, or null if the slug was ever given to somebody: of parallel calls with one slug, one succeeds. After
 * null the transaction takes no more statements.
 */
export async function foundTenant(
  tx: Writer,
  { slug, name }: { slug: string; name: string },
): Promise<string | null> {
  const id = randomUUIDv7();
  try {
    await tx.rows("select control.found_tenant($1, $2, $3)", [id, slug, name]);
    return id;
  } catch (error) {
    if (isTaken(error)) return null;
    throw error;
  }
}

function isTaken(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === "23505" && constraint === "slugs_pkey";
}

/** Notes that the person went to this tenant. */
export async function recordSwitch(tx: TenantWriter): Promise<void> {
  await tx.rows("insert into control.switches (tenant_id, id, user_id) values ($1, $2, $3)", [
    tx.tenantId,
    randomUUIDv7(),
    tx.userId,
  ]);
}

export interface TenantSettings {
  name: string;
  slug: string;
  /** One of the twelve door colours; null: the one that follows from the tenant's id. */
  doorHue: number | null;
  /** The version these settings were read at. */
  version: number;
}

/** The tenant's settings as they are now. @throws if the tenant is out of the transaction's reach. */
export async function settingsOf(tx: TenantReader): Promise<TenantSettings> {
  const [settings] = await tx.rows<TenantSettings>(
    `select name, slug, door_hue as "doorHue", version from control.tenants where id = $1`,
    [tx.tenantId],
  );
  if (!settings) throw new Error("This tenant is not in reach of the transaction");
  return settings;
}

interface NewSettings extends Omit<TenantSettings, "slug"> {
  /** Undefined: as it is. */
  slug: string | undefined;
}

/** `outside`: the acting person is not in the tenant any more. Unless `saved`, nothing was written. */
type SettingsOutcome = "saved" | "stale" | "slug-taken" | "forbidden" | "outside";

/**
 * Changes name, door colour and address; the old address keeps leading to the tenant, and one it had can be taken up again.
 * Decides with the tenant's row held: of several who change it at once one is first, and the others are `stale`.
 */
export async function changeSettings(tx: TenantWriter, settings: NewSettings): Promise<SettingsOutcome> {
  const [now] = await tx.rows<{ slug: string; version: number }>(
    "select slug, version from control.tenants where id = $1 for no key update",
    [tx.tenantId],
  );
  const actor = await findMember(tx, tx.userId);
  if (!now || !actor) return "outside";
  const slug = settings.slug ?? now.slug;
  if (!may(actor.role, slug === now.slug ? "settings:write" : "tenant:rename")) return "forbidden";
  if (settings.version !== now.version) return "stale";
  if (slug !== now.slug && !(await giveSlug(tx, tx.tenantId, slug))) return "slug-taken";
  await tx.rows(
    "update control.tenants set name = $2, slug = $3, door_hue = $4, version = version + 1 where id = $1",
    [tx.tenantId, settings.name, slug, settings.doorHue],
  );
  return "saved";
}

/** The address of the tenant that was entered. Index: the tenants' key. */
export async function enteredSlug(tx: TenantReader): Promise<string> {
  const [tenant] = await tx.rows<{ slug: string }>("select slug from control.tenants where id = $1", [
    tx.tenantId,
  ]);
  if (!tenant) throw new Error("No tenant was entered");
  return tenant.slug;
}
