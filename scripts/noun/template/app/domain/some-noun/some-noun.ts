import { LockMode } from "@mikro-orm/core";
import type { Actor } from "#app/domain/membership/permissions.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { lockTenant } from "#app/domain/tenant/tenant.ts";
import type { TenantWriter } from "#db/transaction.ts";
import { mayDeleteSomeNoun } from "./policy.ts";
import { SomeNoun, type SomeNounText, someNounText } from "./table.ts";

/** With an `id` and a text that the user has created one with, it does nothing more. */
export async function createSomeNoun(
  tx: TenantWriter,
  { id, ...text }: SomeNounText & { id?: string },
): Promise<Outcome<{ id: string }>> {
  // Of two calls with one id, the second finds what the first has created.
  await lockTenant(tx);
  const same = id && (await tx.em.findOne(SomeNoun, { id }));
  if (same && same.createdBy === tx.userId && outcome.isSame(someNounText(same), someNounText(text)))
    return outcome.done({ id: same.id });
  const created = tx.em.create(SomeNoun, {
    ...(id && !same && { id }),
    ...someNounText(text),
    createdBy: tx.userId,
  });
  await tx.em.flush();
  return outcome.done({ id: created.id });
}

export interface SomeNounEdit extends SomeNounText {
  version: number;
}

/** Stale if it was changed since `version`. */
export async function rewriteSomeNoun(
  tx: TenantWriter,
  id: string,
  { version, ...text }: SomeNounEdit,
): Promise<Outcome<undefined, never, SomeNounEdit>> {
  const found = await lockSomeNoun(tx, id);
  if (!found) return outcome.notFound;
  if (found.version !== version)
    return outcome.staleUnlessSame({ ...someNounText(found), version: found.version }, text);
  found.rewrite(text, tx.userId);
  return outcome.done();
}

export async function deleteSomeNoun(tx: TenantWriter, actor: Actor, id: string): Promise<Outcome> {
  const found = await lockSomeNoun(tx, id);
  if (!found) return outcome.notFound;
  if (!mayDeleteSomeNoun(actor, found)) return outcome.forbidden;
  tx.em.remove(found);
  return outcome.done();
}

/** Locks the row until the transaction ends: two people's changes happen one after the other. */
function lockSomeNoun({ em }: TenantWriter, id: string): Promise<SomeNoun | null> {
  return em.findOne(SomeNoun, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}
