import { type ExpressionBuilder, sql } from "kysely";
import { countAll, listPage, pageOffset, totalCounted } from "#app/domain/list-page.ts";
import { type DatabaseTables, type Source, tenantQuery } from "#app/domain/query.ts";
import { boolean, float, textOf, typed } from "#db/query.ts";
import type { TenantReader } from "#db/transaction.ts";

/** Time is the clock's: the transaction may have begun long before it got the lock that it waited for. */

export const invitedPageRows = 10;

type Invitations = ExpressionBuilder<DatabaseTables, "invitations">;

/** An expired one is pending too, but holds no seat. */
export const isPending = ({ and, eb }: Pick<Invitations, "and" | "eb">) =>
  and([eb("invitations.accepted_at", "is", null), eb("invitations.revoked_at", "is", null)]);

const factsOf = (db: Source) =>
  db
    .selectFrom("invitations")
    .innerJoin("people as inviter", "inviter.user_id", "invitations.invited_by")
    .select([
      "invitations.id",
      "invitations.email",
      "invitations.role",
      "invitations.invited_by as invitedBy",
      "inviter.name as inviterName",
      "invitations.sent_at as sentAt",
      "invitations.expires_at as expiresAt",
      typed(boolean, sql`expires_at <= clock_timestamp()`).as("isExpired"),
      "invitations.link_key_id as linkKeyId",
    ]);

/** Few enough to be sorted. Indexes: invitations_pending, people_pkey. */
const listPending = tenantQuery((db, { page }: { page: number }) =>
  factsOf(
    db.with("counted", (within) =>
      within.selectFrom("invitations").select(countAll.as("total")).where(isPending),
    ),
  )
    .select(totalCounted)
    .where(isPending)
    .orderBy("invitations.sent_at", "desc")
    .orderBy("invitations.email")
    .limit(invitedPageRows)
    .offset(pageOffset(page, invitedPageRows)),
);

export async function pendingPage(tx: TenantReader, { page }: { page: number }) {
  return listPage(await listPending(tx, { page }));
}

/** Indexes: invitations_pkey, people_pkey. */
export const invitationById = tenantQuery((db, { id }: { id: string }) =>
  factsOf(db)
    .select([
      typed(float, sql`extract(epoch from clock_timestamp() - sent_at)::float8`).as("sentSecondsAgo"),
      typed(
        textOf<"pending" | "accepted" | "revoked">(),
        sql`case
        when accepted_at is not null then 'accepted'
        when revoked_at is not null then 'revoked'
        else 'pending'
      end`,
      ).as("status"),
    ])
    .where("invitations.id", "=", id),
);

export type InvitationFacts = NonNullable<Awaited<ReturnType<typeof invitationById.first>>>;

export type Standing = "member" | "invited";

/** Takes emails in their normal form. Indexes: invitations_pending, memberships_pkey, people_pkey. */
const standings = tenantQuery((db, { emails }: { emails: readonly string[] }) =>
  db
    .selectFrom("invitations")
    .select(["email", typed(textOf<Standing>(), sql`'invited'`).as("standing")])
    .where(({ eb, fn, val }) => eb("email", "=", fn.any(val(emails))))
    .where(isPending)
    .where("expires_at", ">", sql<Date>`clock_timestamp()`)
    .unionAll(
      db
        .selectFrom("memberships as m")
        .innerJoin("people as p", "p.user_id", "m.user_id")
        .select(["p.email", typed(textOf<Standing>(), sql`'member'`).as("standing")])
        .where(({ eb, fn, val }) => eb("p.email", "=", fn.any(val(emails)))),
    ),
);

export async function standingsOf(
  tx: TenantReader,
  emails: readonly string[],
): Promise<Map<string, Standing>> {
  const rows = await standings(tx, { emails });
  return new Map(rows.map(({ email, standing }) => [email, standing]));
}

/** Index: invitations_pending. */
const countSent = tenantQuery((db, { userId }: { userId: string }) =>
  db.selectFrom("invitations").select(countAll.as("total")).where("invited_by", "=", userId).where(isPending),
);

export async function countSentBy(tx: TenantReader, userId: string): Promise<number> {
  return (await countSent.first(tx, { userId }))?.total ?? 0;
}
