import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { powersText, securityPage, withPowers } from "#db/powers.ts";
import { schemaText } from "#db/schema.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";

const db = useUnopenedDatabase();

/** After `sql`, which is rolled back. */
async function textAfter(sql: string): Promise<string> {
  const client = await db.admin.connect();
  try {
    await client.query(`begin; ${sql}`);
    return await schemaText(client);
  } finally {
    await client.query("rollback");
    client.release();
  }
}

test("db/schema.sql is the schema as it is: `npm run db:schema` writes it again", async () => {
  expect(await textAfter("select 1")).toBe(await readFile("db/schema.sql", "utf8"));
});

test("docs/security.md says what the roles may do: `npm run db:schema` writes it again", async () => {
  const page = await readFile(securityPage, "utf8");
  const client = await db.admin.connect();
  const powers = await powersText(client).finally(() => client.release());
  expect(withPowers(page, powers)).toBe(page);
});

test.each(["grant select on control.sessions to rowhouse_app", "create table tenant.notes (id uuid)"])(
  "the page shows it: %s",
  async (sql) => {
    const client = await db.admin.connect();
    try {
      await client.query(`begin; ${sql}`);
      const page = await readFile(securityPage, "utf8");
      expect(withPowers(page, await powersText(client))).not.toBe(page);
    } finally {
      await client.query("rollback");
      client.release();
    }
  },
);

test.each([
  ["alter table tenant.tasks add notes text default 'none'", "  notes text DEFAULT 'none'::text"],
  ["alter table tenant.tasks alter due_on set not null", "  due_on date NOT NULL"],
  ["alter table tenant.tasks add check (due_on > '2000-01-01')", "CHECK (due_on > '2000-01-01'::date)"],
  [
    "create index tasks_new on tenant.tasks (title)",
    "CREATE INDEX tasks_new ON tenant.tasks USING btree (title);",
  ],
  [
    "create policy more on tenant.tasks using (true)",
    "CREATE POLICY more ON tenant.tasks TO PUBLIC\n  USING (true);",
  ],
  [
    "alter table tenant.tasks disable trigger write_audit",
    "note_change('task', 'title', 'created'); -- switched: D",
  ],
  [
    "alter table control.slugs no force row level security",
    "ALTER TABLE control.slugs ENABLE ROW LEVEL SECURITY;",
  ],
  ["grant update (title) on tenant.tasks to public", "GRANT UPDATE (title) ON tenant.tasks TO PUBLIC;"],
  [
    "grant create on schema entered to rowhouse_app",
    "GRANT CREATE, USAGE ON SCHEMA entered TO rowhouse_app;",
  ],
  ["grant execute on function control.mail_written() to public", "-- of rowhouse_owner, called by everybody"],
  [
    "alter function control.mail_written() security invoker",
    "CREATE FUNCTION control.mail_written()\n  RETURNS trigger\n  LANGUAGE plpgsql SET ",
  ],
])("a change is seen in it: %s", async (sql, line) => {
  const texts = [await readFile("db/schema.sql", "utf8"), await textAfter(sql)];
  expect(texts.map((text) => text.includes(line))).toEqual([false, true]);
});

test.each([
  ["create view tenant.open_tasks as select 1", "view tenant.open_tasks"],
  ["create type tenant.colour as enum ('red')", "type tenant.colour"],
  ["create sequence tenant.numbers", "sequence tenant.numbers"],
  ["alter default privileges in schema tenant grant select on tables to public", "default privileges"],
  ["alter table tenant.tasks owner to postgres", "table tenant.tasks"],
])("an object that it has no words for is not left out silently: %s", async (sql, object) => {
  await expect(textAfter(sql)).rejects.toThrow(new RegExp(`db/schema.ts has no words for .*${object}`));
});
