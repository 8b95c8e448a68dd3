import { expect, test } from "vitest";
import { singleClient } from "#db/single-client.ts";
import { isUnavailable } from "#db/unavailable.ts";
import { useDatabase } from "#tests/harness/database.ts";

const db = useDatabase();

test("a connection that breaks while it is idle fails the next query, and nothing else", async () => {
  const client = singleClient({ connectionString: db.url });
  await client.connect();
  const { rows } = await client.query("select pg_backend_pid() as pid");
  const ended = new Promise<void>((resolve) => client.once("end", () => resolve()));
  await db.admin.query("select pg_terminate_backend($1)", [rows[0].pid]);
  await ended;
  const error = await client.query("select 1").catch((reason: unknown) => reason);
  expect(isUnavailable(error)).toBe(true);
  await client.end();
});
