import { findMember } from "#app/domain/membership/membership.ts";
import { findPerson, type TenantPerson } from "#app/domain/membership/people.ts";
import type { Member } from "#app/domain/membership/policy.ts";
import { notFound } from "#app/routes/answers.ts";
import { requireId } from "#app/routes/params.ts";
import type { TenantReader } from "#db/transaction.ts";

/** The path's person, as people see them and as policies judge them. @throws the 404 */
export async function requirePerson(
  tx: TenantReader,
  params: { userId: string },
): Promise<TenantPerson & Member> {
  const id = requireId(params.userId);
  const person = await findPerson(tx, id);
  const member = await findMember(tx, id);
  if (!person || !member) throw notFound();
  return { ...person, ...member };
}
