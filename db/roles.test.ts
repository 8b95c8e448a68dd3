import { Client } from "pg";
import { expect, test } from "vitest";
import { urlAs } from "./roles.ts";

test("a role signs in as itself, even if the query of DATABASE_URL names another account", () => {
  const given = "postgres://admin@127.0.0.1/rowhouse?user=postgres&password=theirs&application_name=kept";
  const connectionString = urlAs("rowhouse_app", given, "s".repeat(40));
  const client = new Client({ connectionString });
  expect([client.user, client.database]).toEqual(["rowhouse_app", "rowhouse"]);
  expect(client.password).not.toBe("theirs");
  expect(connectionString).toMatch(/\?application_name=kept$/);
});
