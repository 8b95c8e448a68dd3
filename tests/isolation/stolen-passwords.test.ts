import { Client, escapeLiteral } from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { type ServingRole, urlAs } from "#db/roles.ts";
import { runningTicket } from "#tests/factories/jobs.ts";
import { createMail } from "#tests/factories/mails.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";
import { type Stage, setStage } from "./stage.ts";

/** A connection as each role that serves people, with its password and nothing else, tries every table. */

const db = useUnopenedDatabase();
let stage: Stage;
let tables: { name: string; columns: string[]; stored: string[] }[];
/** A row of each table that has one, of acme's if it can be. */
const rows = new Map<string, string>();

beforeAll(async () => {
  stage = await setStage(db.admin);
  await runningTicket(db.admin, { tenant: stage.acme, user: stage.acmeOwner });
  await createMail(db.admin, { tenant: stage.acme });
  const { rows: found } = await db.admin.query(`
    select c.oid::regclass::text as name, array_agg(quote_ident(a.attname) order by a.attnum) as columns,
      array_agg(quote_ident(a.attname) order by a.attnum) filter (where a.attgenerated = '') as stored
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v')
    group by c.oid order by 1`);
  tables = found;
  for (const { name } of tables) {
    const { rows: some } = await db.admin.query(
      `select to_jsonb(t)::text as row from ${name} t order by (to_jsonb(t) ->> 'tenant_id' = $1) desc nulls last limit 1`,
      [stage.acme.id],
    );
    if (some[0]) rows.set(name, some[0].row);
  }
});

/** What a role got hold of: rows that it read, changed or made. */
async function taken(role: ServingRole, settings: Record<string, string> = {}): Promise<string[]> {
  const client = new Client({ connectionString: urlAs(role, db.url, db.secret) });
  await client.connect();
  const found: string[] = [];
  try {
    for (const { name, columns, stored } of tables) {
      const { rows: granted } = await db.admin.query<{ name: string }>(
        "select name from unnest($3::text[]) given (name) where has_column_privilege($1, $2, trim('\"' from name), 'insert')",
        [role, name, stored],
      );
      const insertable = granted.length === 0 ? stored : granted.map((column) => column.name);
      const attempts: [string, string][] = [
        ...["*", ...columns].map((what): [string, string] => ["reads", `select ${what} from ${name}`]),
        ["counts", `select from ${name}`],
        ...columns.map((column): [string, string] => ["updates", `update ${name} set ${column} = ${column}`]),
        ["deletes", `delete from ${name}`],
        [
          "inserts",
          `insert into ${name} (${insertable.join(", ")})
           select ${insertable.join(", ")} from jsonb_populate_record(null::${name}, ${escapeLiteral(rows.get(name) ?? "{}")})`,
        ],
      ];
      for (const [what, sql] of attempts) {
        await client.query("begin");
        for (const [setting, value] of Object.entries(settings))
          await client.query(`set local ${setting} = '${value}'`);
        const reached = await client.query(sql).then(
          ({ rowCount }) => rowCount ?? 0,
          // A row that is only there already came past the rights and the policies.
          ({ code }) => (/^23/.test(code) ? 1 : 0),
        );
        await client.query("rollback");
        if (reached > 0) found.push(`${what} ${name}`);
      }
    }
  } finally {
    await client.end();
  }
  return [...new Set(found)];
}

/** Names and checksums of files, read by the check at the start. */
const open = ["reads rowhouse.functions", "counts rowhouse.functions"];
const openToRequests = ["reads rowhouse.migrations", "counts rowhouse.migrations", ...open].sort();

describe("the password alone gets hold of nothing", () => {
  test("of rowhouse_app, whatever it says of tenants and sessions", async () => {
    expect((await taken("rowhouse_app")).sort()).toEqual(openToRequests.toSorted());
    for (const session of ["", "0", "of no one"]) {
      const settings = { "app.tenant_id": stage.acme.id, "app.session": session, "app.ticket": session };
      expect((await taken("rowhouse_app", settings)).sort()).toEqual(openToRequests.toSorted());
    }
  });

  test("of rowhouse_door, with the session of any user", async () => {
    expect((await taken("rowhouse_door")).sort()).toEqual(open.toSorted());
    const settings = { "app.tenant_id": stage.acme.id, "app.session": stage.acmeOwner.session };
    expect((await taken("rowhouse_door", settings)).sort()).toEqual(open.toSorted());
  });
});

test("the password of rowhouse_worker gets hold of mails and the queue, and of no secret of accounts", async () => {
  const outside = await taken("rowhouse_worker");
  expect(
    outside.filter((what) => !/ (graphile_worker\.|control\.mails$|rowhouse\.functions$)/.test(what)),
  ).toEqual([]);
  const inside = await taken("rowhouse_worker", { "app.tenant_id": stage.acme.id });
  expect(inside).toContain("reads tenant.projects");
  const secrets = /users|sessions|resets|verifications|changes|tickets|invitations/;
  expect(inside.filter((what) => secrets.test(what))).toEqual([]);
});

test("with the token of a session, rowhouse_app reads its user's tenant: the attempts would find a leak", async () => {
  const settings = { "app.tenant_id": stage.acme.id, "app.session": stage.acmeViewer.session };
  const found = await taken("rowhouse_app", settings);
  expect(found).toEqual(
    expect.arrayContaining([
      ...["reads entered.projects", "deletes entered.projects"],
      ...["reads entered.people", "reads entered.tenants"],
    ]),
  );
  const secrets = /users|slugs|switches|sessions|resets|verifications|email_changes|tickets|mails/;
  expect(found.filter((what) => secrets.test(what))).toEqual([]);
  // A viewer's role is asked by the database.
  expect(
    found.filter((what) =>
      /(updates|inserts|deletes) \w+\.(tenants|invitations|memberships|slugs)/.test(what),
    ),
  ).toEqual([]);
});
