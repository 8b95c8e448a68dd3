import { Client, type ClientBase, type ClientConfig } from "pg";
import type { Writer } from "./transaction.ts";

/** In no pool, not yet connected. If the connection breaks, its queries fail, and the process goes on. */
export function singleClient(options: ClientConfig): Client {
  const client = new Client(options);
  client.on("error", () => {});
  return client;
}

/** One statement after the other; no tenant is entered. */
export function writerOn(client: ClientBase): Writer {
  return {
    mayWrite: true,
    rows: async <R>(sql: string, parameters: readonly unknown[] = []) =>
      (await client.query(sql, [...parameters])).rows as R[],
  };
}
