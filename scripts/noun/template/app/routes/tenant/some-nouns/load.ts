import type { Actor } from "#app/domain/membership/permissions.ts";
import { mayDeleteSomeNoun } from "#app/domain/some-noun/policy.ts";
import { type SomeNounFacts, someNounById } from "#app/domain/some-noun/reads.ts";
import { forbiddenResponse, notFoundResponse } from "#app/routes/responses.ts";
import type { TenantReader } from "#db/transaction.ts";

/** @throws the 404 */
export async function requireSomeNoun(tx: TenantReader, id: string): Promise<SomeNounFacts> {
  const facts = await someNounById.first(tx, { id });
  if (!facts) throw notFoundResponse();
  return facts;
}

/** @throws the 404, or the 403 */
export async function requireSomeNounToDelete(
  tx: TenantReader,
  actor: Actor,
  id: string,
): Promise<SomeNounFacts> {
  const facts = await requireSomeNoun(tx, id);
  if (!mayDeleteSomeNoun(actor, facts)) throw forbiddenResponse();
  return facts;
}
