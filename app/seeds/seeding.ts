import { urlAs } from "#db/roles.ts";
import { singleClient, writerOn } from "#db/single-client.ts";
import type { Writer } from "#db/transaction.ts";

export interface SeededDatabase {
  url: string;
  secret: string;
}

/** Runs `fn` as rowhouse_ops, without audit events (db/functions/audit.sql): no user did what seeds write. They write a log themselves. */
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
