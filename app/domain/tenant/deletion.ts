import { type NewMail, writeMail } from "#app/domain/mail/outbox.ts";
import { findMember } from "#app/domain/membership/membership.ts";
import { may } from "#app/domain/membership/permissions.ts";
import type { Reader, Writer } from "#db/transaction.ts";

/** For how long owners may bring a deleted tenant back before it is erased. */
export const graceDays = 30;

interface Deleting {
  tenantId: string;
  /** Null: the operator. */
  by: string | null;
  /** What its owners are told. */
  mail(until: Date): Pick<NewMail, "subject" | "body">;
}

/** `outside`: the person is not in the tenant any more. Unless `deleted`, nothing was written. */
type Deletion = "deleted" | "was-deleted" | "forbidden" | "outside";

/**
 * Closes a tenant to everybody at once, and tells all of its owners by mail. Whether the person may is decided with the
 * tenant's row held. The transaction can neither read nor write anything of the tenant afterwards.
 */
export async function deleteTenant(tx: Writer, { tenantId, by, mail }: Deleting): Promise<Deletion> {
  const [grace] = await tx.rows<{ until: Date }>(
    `select now() + make_interval(days => $2) as until from control.tenants
     where id = $1 and status <> 'deleted' for no key update`,
    [tenantId, graceDays],
  );
  if (!grace) return "was-deleted";
  const actor = by && (await findMember({ rows: tx.rows, tenantId }, by));
  if (by && !actor) return "outside";
  if (actor && !may(actor.role, "tenant:delete")) return "forbidden";
  for (const to of await ownersOf(tx, tenantId)) {
    await writeMail(tx, { ...mail(grace.until), to, tenantId });
  }
  await tx.rows(
    `update control.tenants
     set deleted_at = now(), deleted_by = $2, purge_after = now() + make_interval(days => $3), version = version + 1
     where id = $1`,
    [tenantId, by, graceDays],
  );
  return "deleted";
}

/** Their addresses. Index: the memberships' key. */
async function ownersOf(tx: Reader, tenantId: string): Promise<string[]> {
  const owners = await tx.rows<{ email: string }>(
    `select u.email from control.memberships m join control.users u on u.id = m.user_id
     where m.tenant_id = $1 and m.role = 'owner'`,
    [tenantId],
  );
  return owners.map(({ email }) => email);
}

/**
 * Brings a deleted tenant back as the acting person: to all who were in it, and suspended if it was.
 * @returns false if it is too late, or the person is no owner of it.
 */
export async function undoDeletion(tx: Writer, tenantId: string): Promise<boolean> {
  const [answer] = await tx.rows<{ undone: boolean }>("select control.undo_deletion($1) as undone", [
    tenantId,
  ]);
  return answer?.undone ?? false;
}

/** As the operator, even if the owners' time is over. @returns false if erasing has begun, or nothing was deleted. */
export async function restoreTenant(tx: Writer, tenantId: string): Promise<boolean> {
  const restored = await tx.rows(
    `update control.tenants t set deleted_at = null, deleted_by = null, purge_after = null, version = version + 1
     where t.id = $1 and t.status = 'deleted'
       and not exists (select from control.tombstones s where s.id = t.id)
     returning t.id`,
    [tenantId],
  );
  return restored.length > 0;
}
