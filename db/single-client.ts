import { Client, type ClientBase, type ClientConfig } from "pg";
import type { Writer } from "./transaction.ts";

/**
 * A connection of its own, in no pool and not opened yet. When it breaks, what is asked of it fails, at once or next: the
 * event alone, which has no other listener, would end the process.
 */
export function singleClient(options: ClientConfig): Client {
  const client = new Client(options);
  client.on("error", () => {});
  return client;
}

/** Runs statements on such a connection, one after the other; no tenant is entered. */
export function writerOn(client: ClientBase): Writer {
  return {
    mayWrite: true,
    rows: async <R>(sql: string, parameters: readonly unknown[] = []) =>
      (await client.query(sql, [...parameters])).rows as R[],
  };
}
