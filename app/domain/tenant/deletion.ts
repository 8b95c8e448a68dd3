import { sql } from "kysely";
import { writeTenantMail } from "#app/domain/mail/outbox.ts";
import { may } from "#app/domain/membership/permissions.ts";
import { memberById } from "#app/domain/membership/reads.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, tenantChange, tenantQuery } from "#app/domain/query.ts";
import { boolean, type TenantScope, timestamp, typed } from "#db/query.ts";
import type { Writer } from "#db/transaction.ts";
import { nextVersion } from "./table.ts";

/** Owners may bring a deleted tenant back this long. */
export const graceDays = 30;
const graceEnd = typed(timestamp, sql`now() + make_interval(days => ${sql.lit(graceDays)})`);

interface Deleting {
  /** Null: the operator. */
  by: { id: string } | null;
}

/** Index: tenants_pkey. */
const lockUndeleted = tenantChange((db) =>
  db.selectFrom("tenants").select("id").where("status", "<>", "deleted").forNoKeyUpdate(),
);

/** Index: memberships_pkey. */
const ownerEmails = tenantQuery((db) =>
  db
    .selectFrom("memberships as m")
    .innerJoin("users as u", "u.id", "m.user_id")
    .select("u.email")
    .where("m.role", "=", "owner"),
);

const markDeleted = tenantChange((db, { by }: { by: string | null }) =>
  db.updateTable("tenants").set({
    deleted_at: sql<Date>`now()`,
    deleted_by: by,
    purge_after: graceEnd,
    version: nextVersion,
  }),
);

/** Done too if it was deleted before. The transaction can read and write nothing of the tenant afterwards. */
export async function deleteTenant(tx: TenantScope<Writer>, { by }: Deleting): Promise<Outcome> {
  if (!(await lockUndeleted.first(tx))) return outcome.done();
  const actor = by && (await memberById.first(tx, { userId: by.id }));
  if (by && !actor) return outcome.notFound;
  if (actor && !may(actor.role, "tenant:delete")) return outcome.forbidden;
  const owners = await ownerEmails(tx);
  await markDeleted(tx, { by: by?.id ?? null });
  for (const { email } of owners) {
    await writeTenantMail(tx, { template: "deletion", to: email, fields: {} });
  }
  return outcome.done();
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
