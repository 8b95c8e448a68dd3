import { type EntityMetadata, raw } from "@mikro-orm/core";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { writeTenantMail } from "#app/domain/mail/outbox.ts";
import { viewSchema } from "#db/tenant-filter.ts";
import {
  type Entry,
  isNotEntered,
  readControl,
  readTenant,
  type TenantReader,
  type TenantWriter,
  writeControl,
  writeTenant,
} from "#db/transaction.ts";
import { asking, createTenant, createUser, type TestUser } from "#tests/factories/people.ts";
import { createProject } from "#tests/factories/work.ts";
import { useDatabase } from "#tests/harness/database.ts";
import { type TenantView, tenantTables, tenantViews } from "./catalog.ts";
import { fingerprint, type Stage, setStage } from "./stage.ts";
import { settings, Tally, withLayers } from "./switches.ts";

vi.mock("#db/layers.ts", () => import("./switches.ts"));

const db = useDatabase();
let stage: Stage;
let views: TenantView[];
let before: string;
let attempts = 0;

beforeAll(async () => {
  stage = await setStage(db.admin);
  views = await tenantViews(db.admin);
  before = await fingerprint(db.admin, stage.acme);
});
afterEach(async () => {
  expect(await fingerprint(db.admin, stage.acme)).toBe(before);
});
const tally = new Tally("statements");
afterAll(() => tally.print());

/** Globex's owner at home, and in acme past every check of the application. */
const intruders = (): [who: string, entry: Entry][] => [
  ["at home", entryOf(stage.globex, stage.globexOwner)],
  ["inside acme, past the door", entryOf(stage.acme, stage.globexOwner)],
  ["inside acme, as nobody", entryOf(stage.acme, { ...stage.globexOwner, session: "of no one" })],
];

function entryOf(tenant: Entry["tenant"], user: TestUser): Entry {
  return { database: db.database, tenant, ...asking(user) };
}

/** By statements, which readers and writers run. */
type Attack = (tx: TenantReader, view: TenantView) => Promise<unknown>;
/** By the ORM, which only writers have. */
type EntityAttack = (tx: TenantWriter, view: TenantView) => Promise<unknown>;

type Attempt = (entry: Entry, view: TenantView) => Promise<unknown>;

const reading =
  (attack: Attack): Attempt =>
  (entry, view) =>
    readTenant(entry, (tx) => attack(tx, view));
const writing =
  (attack: EntityAttack): Attempt =>
  (entry, view) =>
    writeTenant(entry, (tx) => attack(tx, view));

type Way = [what: string, attempt: Attempt];

/** What an attempt returns must not speak of acme; refused is as good as empty. */
async function leaksOf(ways: Way[], isHeld: (way: Way, who: string) => boolean): Promise<string[]> {
  const leaks: string[] = [];
  for (const [who, entry] of intruders()) {
    for (const view of views) {
      for (const way of ways.filter((way) => isHeld(way, who))) {
        const [what, attempt] = way;
        if (byEntity.has(what) && !entityOf(view)) continue;
        attempts++;
        const result = await attempt(entry, view).catch((error: Error) => error.name);
        const seen =
          JSON.stringify(result, (_, value) => (typeof value === "bigint" ? String(value) : value)) ?? "";
        const leaked =
          seen.includes(stage.marker) || (what.startsWith("read") && seen.includes(stage.acme.id));
        if (leaked) leaks.push(`${what} of ${view.name} ${who}: ${seen.slice(0, 200)}`);
      }
    }
  }
  return leaks;
}

const acmeId = () => stage.acme.id;
/** Requests may change no column of some. */
const anyOf = (columns: string[]) => columns.at(-1) ?? "tenant_id";
const copied = ({ name, insertable }: TenantView) => {
  const others = insertable.filter((column) => column !== "tenant_id");
  // What is inserted may not be read of all.
  return `insert into ${name} (${["tenant_id", ...others]}) select $1::uuid, ${others} from ${name}`;
};

const rawSql: Record<string, Attack> = {
  "read everything": (tx, { name, readable }) => tx.rows(`select ${readable} from ${name}`),
  "read by tenant": (tx, { name, readable }) =>
    tx.rows(`select ${readable} from ${name} where tenant_key = $1`, [acmeId()]),
  "read through a union": (tx, { name, readable }) =>
    tx.rows(`select ${readable} from ${name} union all select ${readable} from ${name}`),
  "read through a count": async (tx, { name }) => {
    const [row] = await tx.rows<{ n: number }>(
      `select count(*)::int as n from ${name} where tenant_key = $1`,
      [acmeId()],
    );
    return row?.n ? stage.marker : null;
  },
  "update everything": (tx, { name, readable, updatable }) =>
    tx.rows(`update ${name} set ${anyOf(updatable)} = ${anyOf(updatable)} returning ${readable}`),
  update: (tx, { name, readable, updatable }) =>
    tx.rows(
      `update ${name} set ${anyOf(updatable)} = ${anyOf(updatable)} where tenant_key = $1 returning ${readable}`,
      [acmeId()],
    ),
  "move here": (tx, { name, readable }) =>
    tx.rows(`update ${name} set tenant_id = $1 where tenant_key = $2 returning ${readable}`, [
      stage.globex.id,
      acmeId(),
    ]),
  "move there": (tx, { name, readable }) =>
    tx.rows(`update ${name} set tenant_id = $1 returning ${readable}`, [acmeId()]),
  delete: (tx, { name, readable }) =>
    tx.rows(`delete from ${name} where tenant_key = $1 returning ${readable}`, [acmeId()]),
  "copy there": (tx, view) => tx.rows(copied(view), [acmeId()]),
  upsert: (tx, view) =>
    tx.rows(`${copied(view)} on conflict do nothing returning ${view.readable}`, [acmeId()]),
  truncate: (tx, { name }) => tx.rows(`truncate ${name} cascade`),
  "switch the wall off": (tx, { name }) => tx.rows(`alter table ${name} disable row level security`),
  "become the operator": (tx) => tx.rows("set local role rowhouse_ops"),
  "become the worker": (tx) => tx.rows("set local role rowhouse_worker"),
};

const kyselyCalls: Record<string, EntityAttack> = {
  "read with Kysely": async (tx, { name, readable }) =>
    tx.em
      .getKysely()
      .selectFrom(sql<Record<string, unknown>>`${sql.raw(name)}`.as("t"))
      .select(sql<unknown>`row(${sql.raw(readable.join())})::text`.as("row"))
      .execute(),
  "delete with Kysely": async (tx, { name, readable }) =>
    sql`delete from ${sql.raw(name)} where tenant_key = ${acmeId()} returning ${sql.raw(readable.join())}`.execute(
      tx.em.getKysely(),
    ),
};

/** Control-plane tables have none. */
function entityOf({ name }: TenantView): EntityMetadata | undefined {
  const all = [...db.database.orm.getMetadata().getAll().values()];
  return all.find((meta) => `${meta.schema}.${meta.tableName}` === name);
}

const onEntity =
  (attack: (tx: TenantWriter, meta: EntityMetadata, id: string) => Promise<unknown>): EntityAttack =>
  async (tx, view) => {
    const meta = entityOf(view);
    if (!meta) throw new Error(`${view.name} has no entity`);
    const id = stage.acmeIds[meta.className.replace(/^./, (letter) => letter.toLowerCase())];
    if (!id)
      throw new Error(`The stage has no row for ${meta.className}: furnish it in tests/isolation/stage.ts`);
    return attack(tx, meta, id);
  };
const oneMore = { version: raw("version + 1") };

const entityCalls: Record<string, EntityAttack> = {
  "read with find": onEntity((tx, meta) => tx.em.find(meta.class, {})),
  "read with find by tenant": onEntity((tx, meta) => tx.em.find(meta.class, { tenantKey: acmeId() })),
  "read with findOne by id": onEntity((tx, meta, id) => tx.em.findOne(meta.class, { id })),
  "read with count": onEntity(async (tx, meta, id) =>
    (await tx.em.count(meta.class, { id })) ? stage.marker : null,
  ),
  "change through a reference": onEntity(async (tx, meta, id) => {
    Object.assign(tx.em.getReference(meta.class, [id, acmeId()]), { updatedBy: stage.globexOwner.id });
    await tx.em.flush();
  }),
  nativeUpdate: onEntity((tx, meta, id) => tx.em.nativeUpdate(meta.class, { id }, oneMore)),
  nativeDelete: onEntity((tx, meta, id) => tx.em.nativeDelete(meta.class, { id })),
};

const queryBuilderCalls: Record<string, EntityAttack> = {
  "read with the query builder": onEntity((tx, meta) =>
    tx.em
      .createQueryBuilder(meta.class)
      .select(Object.keys(meta.properties).filter((name) => name !== "tenantId"))
      .execute("all"),
  ),
  "update with the query builder": onEntity((tx, meta, id) =>
    tx.em.createQueryBuilder(meta.class).update(oneMore).where({ id }).execute(),
  ),
  "delete with the query builder": onEntity((tx, meta, id) =>
    tx.em.createQueryBuilder(meta.class).delete({ id }).execute(),
  ),
};

const byStatements = Object.entries(rawSql);
const entityWays = { ...entityCalls, ...queryBuilderCalls };
const byEntity = new Set(Object.keys(entityWays));
const byOrm = Object.entries({ ...kyselyCalls, ...entityWays });
const everything: Way[] = [
  ...byStatements.map(([what, attack]): [string, Attempt] => [`${what}, as a reader`, reading(attack)]),
  ...[...byStatements, ...byOrm].map(([what, attack]): [string, Attempt] => [what, writing(attack)]),
];

/** Statements by hand have no filter; entities carry it. */
const unfiltered = new Set(Object.keys({ ...rawSql, ...kyselyCalls, ...queryBuilderCalls }));

describe("another tenant's owner gets nothing of acme's tables, in any way", () => {
  // There is no door before a statement.
  const withoutDoor = settings.filter(({ on }) => on.includes("filter") || on.includes("wall"));

  test.each(withoutDoor)("$name", ({ name, on }) =>
    withLayers(db.admin, on, async () => {
      const before = attempts;
      // Without the wall, statements that nothing filters are held by the entry alone: nowhere but at home.
      const isHeld = ([what]: Way, who: string) =>
        on.includes("wall") || who !== "at home" || !unfiltered.has(what.replace(", as a reader", ""));
      const leaks = await leaksOf(everything, isHeld);
      tally.note(name, attempts - before, leaks);
      expect(leaks).toEqual([]);
    }),
  );
});

test("acme has a row in every table of the tenant plane: there is something to be leaked", async () => {
  for (const { name } of (await tenantTables(db.admin)).filter(({ name }) => name.startsWith("tenant."))) {
    const { rows } = await db.admin.query(`select from ${name} where tenant_id = $1`, [stage.acme.id]);
    expect(rows.length, `${name}: furnish it in tests/isolation/stage.ts`).toBeGreaterThan(0);
  }
});

test("a row of one's own can't refer to a row of another tenant", async () => {
  const entry = entryOf(stage.globex, stage.globexOwner);
  const { rows: references } = await db.admin.query<{ table: string; column: string; target: string }>(`
    select c.conrelid::regclass::text as table, c.confrelid::regclass::text as target, a.attname as column
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey) and a.attname <> 'tenant_id'
    where c.contype = 'f' and c.connamespace = 'tenant'::regnamespace`);
  expect(references.length).toBeGreaterThan(0);
  for (const { table, column, target } of references) {
    attempts++;
    const foreign = (await db.admin.query(`select id from ${target} where tenant_id = $1`, [stage.acme.id]))
      .rows[0];
    const pointing = writeTenant(entry, (tx) =>
      tx.rows(`update ${table.replace(/^\w+/, viewSchema)} set ${column} = $1 returning 1`, [foreign.id]),
    );
    // Where requests may not change the column at all, they are refused before.
    const code = expect.stringMatching(/^(23503|42501)$/);
    await expect(pointing, `${table}.${column}`).rejects.toMatchObject({ code });
  }
});

test("no request reaches a table itself", async () => {
  for (const { name } of [...(await tenantTables(db.admin)), { name: "control.tenants" }]) {
    for (const enter of [readTenant, writeTenant]) {
      attempts++;
      const reading = enter(entryOf(stage.acme, stage.acmeOwner), (tx) => tx.rows(`select from ${name}`));
      await expect(reading, name).rejects.toMatchObject({ code: "42501" });
    }
  }
});

test("without a tenant there are no rows, and the ORM refuses to look", async () => {
  const entry = { database: db.database, ...asking(stage.acmeOwner) };
  for (const { name, readable } of views) {
    for (const enter of [readControl, writeControl]) {
      attempts++;
      const rows = await enter(entry, (tx) => tx.rows(`select ${readable} from ${name}`)).catch(refused);
      expect(rows, name).toEqual([]);
    }
  }
  const nowhere = entryOf({ id: "", home: "shared" }, stage.acmeOwner);
  for (const view of views) {
    const meta = entityOf(view);
    if (!meta) continue;
    const looking = writeTenant(nowhere, (tx) => tx.em.find(meta.class, {}));
    await expect(looking).rejects.toThrow("No arguments provided for filter");
  }
});

/** Roles that serve requests may not even ask for some tables: as good as empty. */
function refused(error: { code?: string }): unknown[] {
  if (error.code === "42501") return [];
  throw error;
}

test("no outsider writes a mail into a tenant", async () => {
  for (const [who, entry] of intruders()) {
    attempts++;
    const mailing = writeTenant(entry, (tx) =>
      writeTenantMail(tx, {
        template: "invitation",
        to: `${stage.marker}@example.test`,
        fields: { invitationId: stage.acmeIds.invitation ?? "" },
      }),
    );
    await expect(mailing, who).rejects.toMatchObject({ code: "42501" });
  }
});

describe("who is let in no longer sees nothing from the next statement on", () => {
  const shutOut: Record<string, (user: TestUser) => Promise<unknown>> = {
    "a removed member": (user) =>
      db.admin.query("delete from control.memberships where user_id = $1", [user.id]),
    "a user whose session was ended": (user) =>
      db.admin.query("delete from control.sessions where user_id = $1", [user.id]),
    "a user whose session is over": (user) =>
      db.admin.query(
        "update control.sessions set expires_at = now() - interval '1 second' where user_id = $1",
        [user.id],
      ),
  };

  test.each(Object.entries(shutOut))("%s", async (_, shut) => {
    const leaver = await createUser(db.admin);
    const tenant = await createTenant(db.admin, { owner: stage.globexOwner, member: leaver });
    await createProject(db.admin, { tenant, by: leaver, name: "Porch" });
    const read = (tx: TenantReader) => tx.rows("select from entered.projects");
    const within = await readTenant(entryOf(tenant, leaver), async (tx) => {
      const before = await read(tx);
      await shut(leaver);
      return [before.length, (await read(tx)).length];
    });
    expect(within).toEqual([1, 0]);
    await expect(readTenant(entryOf(tenant, leaver), read)).rejects.toSatisfy(isNotEntered);
  });
});

test("the attacks would find a leak: acme's own owner sees the marker by each way of reading", async () => {
  const entry = entryOf(stage.acme, stage.acmeOwner);
  const projects = views.find(({ name }) => name === "entered.projects") as TenantView;
  const ways = everything.filter(([what]) => what.startsWith("read"));
  for (const [what, attempt] of ways) {
    const seen = JSON.stringify(await attempt(entry, projects));
    expect(seen, what).toContain(stage.marker);
  }
});
