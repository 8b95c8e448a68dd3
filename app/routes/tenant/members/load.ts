import { countSentBy } from "#app/domain/invitation/reads.ts";
import { type MemberFacts, memberById } from "#app/domain/membership/reads.ts";
import { requireId } from "#app/routes/params.ts";
import { notFoundResponse } from "#app/routes/responses.ts";
import type { TenantReader } from "#db/transaction.ts";

/** The path's member, and how many of their invitations are still open. @throws the 404 */
export async function requireMember(
  tx: TenantReader,
  params: { userId: string },
): Promise<{ member: MemberFacts; sent: number }> {
  const userId = requireId(params.userId);
  const [member, sent] = await Promise.all([memberById.first(tx, { userId }), countSentBy(tx, userId)]);
  if (!member) throw notFoundResponse();
  return { member, sent };
}
