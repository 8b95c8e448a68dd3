import { urlAs } from "#db/roles.ts";
import { singleClient, writerOn } from "#db/single-client.ts";
import type { Writer } from "#db/transaction.ts";

/** Where seeds write: a database with any account, and the secret its roles' passwords derive from. */
export interface SeededDatabase {
  url: string;
  secret: string;
}

/**
 * Runs `fn` on a connection as rowhouse_ops whose writes leave no audit events (db/functions/audit.sql): no one did what a
 * seed makes up. Seeds write whole sets of rows in SQL of their own, and this is the one place they get to the database by.
 */
export async function seeding<T>(
  { url, secret }: SeededDatabase,
  fn: (tx: Writer) => Promise<T>,
): Promise<T> {
  const client = singleClient({ connectionString: urlAs("rowhouse_ops", url, secret) });
  await client.connect();
  try {
    await client.query("set app.seeding = 'yes'");
    return await fn(writerOn(client));
  } finally {
    await client.end();
  }
}
