import type { Writer } from "#db/transaction.ts";

/**
 * Makes those take turns, until the transaction ends, who decide on one account's address or password or use up a link
 * that does: each reads what the one before has written. They take it before anything else.
 *
 * It is no lock of the account's row. An address is a key, so changing it conflicts with the locks of references to the
 * row, and those who hold one and then want more (somebody who just accepts an invitation) would meet it crosswise.
 */
export async function lockAccount(tx: Writer, userId: string): Promise<void> {
  await tx.rows("select pg_advisory_xact_lock(hashtext('rowhouse account'), hashtext($1::text))", [userId]);
}
