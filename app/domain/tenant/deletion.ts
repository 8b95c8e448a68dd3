import { sql } from "kysely";
import { writeTenantMail } from "#app/domain/mail/outbox.ts";
import { may } from "#app/domain/membership/permissions.ts";
import { memberById } from "#app/domain/membership/reads.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, tenantChange, tenantQuery } from "#app/domain/query.ts";
import { boolean, type TenantScope, timestamp, typed } from "#db/query.ts";
import type { TenantWriter, Writer } from "#db/transaction.ts";
import { nextVersion } from "./table.ts";

/** Owners may bring a deleted tenant back this long. */
export const graceDays = 30;
const graceEnd = typed(timestamp, sql`now() + make_interval(days => ${sql.lit(graceDays)})`);

/** Index: tenants_pkey. */
const lockUndeleted = tenantChange((db) =>
  db.selectFrom("tenants").select("version").where("status", "<>", "deleted").forNoKeyUpdate(),
);

/** Indexes: memberships_pkey, people_pkey. */
const ownerEmails = tenantQuery((db) =>
  db
    .selectFrom("memberships as m")
    .innerJoin("people as p", "p.user_id", "m.user_id")
    .select("p.email")
    .where("m.role", "=", "owner"),
);

/** A function of the database, which asks the actor's role again. */
const markDeletedByOwner = tenantChange.byHand(
  "own tenant deleted",
  {},
  () => sql`select from control.delete_own_tenant()`,
);

/** For the operator. */
const markDeleted = tenantChange((db) =>
  db.updateTable("tenants").set({
    deleted_at: sql<Date>`now()`,
    purge_after: graceEnd,
    version: nextVersion,
  }),
);

/** Done too if it was deleted before. The transaction can read and write nothing of the tenant afterwards. */
export async function deleteOwnTenant(tx: TenantWriter): Promise<Outcome> {
  if (!(await lockUndeleted.first(tx))) return outcome.done();
  const actor = await memberById.first(tx, { userId: tx.userId });
  if (!actor) return outcome.notFound;
  if (!may(actor.role, "tenant:delete")) return outcome.forbidden;
  await deleteAndTell(tx, () => markDeletedByOwner(tx));
  return outcome.done();
}

/** For the operator. Nothing, if it was deleted before. */
export async function deleteTenant(tx: TenantScope<Writer>): Promise<void> {
  if (await lockUndeleted.first(tx)) await deleteAndTell(tx, () => markDeleted(tx));
}

async function deleteAndTell(tx: TenantScope<Writer>, mark: () => Promise<unknown>): Promise<void> {
  const owners = await ownerEmails(tx);
  await mark();
  for (const { email } of owners) await writeTenantMail(tx, { template: "deletion", to: email, fields: {} });
}

const restoreByOwner = change.byHand(
  "restore own tenant",
  { isRestored: boolean },
  ({ tenantId }: { tenantId: string }) => sql`select control.restore_own_tenant(${tenantId}) as "isRestored"`,
);

/** A suspended tenant stays so. `too-late` also if the actor is no owner of it, or it wasn't deleted. */
export async function restoreOwnTenant(
  tx: Writer,
  tenantId: string,
): Promise<Outcome<undefined, "too-late">> {
  const answer = await restoreByOwner.first(tx, { tenantId });
  return answer?.isRestored ? outcome.done() : outcome.refused("too-late");
}

/** Indexes: tenants_pkey, tombstones_pkey. */
const unmarkDeleted = tenantChange((db) =>
  db
    .updateTable("tenants")
    .set({
      deleted_at: null,
      deleted_by: null,
      purge_after: null,
      version: nextVersion,
    })
    .where("status", "=", "deleted")
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(selectFrom("tombstones").select("tombstones.id").whereRef("tombstones.id", "=", "tenants.id")),
      ),
    )
    .returning("id"),
);

/** For the operator, even after the owners' time. `too-late`: erasing has begun, or it wasn't deleted. */
export async function restoreTenant(tx: TenantScope<Writer>): Promise<Outcome<undefined, "too-late">> {
  return (await unmarkDeleted.first(tx)) ? outcome.done() : outcome.refused("too-late");
}
