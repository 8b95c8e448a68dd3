import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ChainFlaw, type NotedEvent, walkChain } from "#app/domain/audit/chain.ts";
import { writeLog, writeLongLog } from "#tests/factories/audit.ts";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";

const db = useUnopenedDatabase();
let owner: TestUser;
let tenant: TestTenant;

beforeAll(async () => {
  owner = await createUser(db.admin);
  // They refuse an event number below 1, and fields that are no object: some of what is tampered with below.
  for (const constraint of ["audit_events_id_check", "audit_events_fields_check"])
    await db.admin.query(`alter table tenant.audit_events drop constraint ${constraint}`);
});
beforeEach(async () => {
  tenant = await createTenant(db.admin, { owner });
  const change = { before: { name: "A" }, after: { name: "B" } };
  await writeLog(
    db.admin,
    tenant,
    ["workspace.created", ...Array(6).fill("project.changed")].map((verb) => ({
      by: owner,
      verb,
      objectName: "B",
      ...change,
    })),
  );
});

/** As superuser; `$1` is the tenant. */
const tamper = (sql: string) => db.admin.query(sql.includes("$1") ? { text: sql, values: [tenant.id] } : sql);

const rows = async <R>(sql: string, parameters: unknown[] = []) =>
  (await db.admin.query(sql, parameters)).rows as R[];
const walk = (noted?: NotedEvent) => walkChain({ rows, tenantId: tenant.id }, noted);

async function firstFlaw(noted?: NotedEvent): Promise<[number, ChainFlaw["kind"]] | null> {
  const { flaw } = await walk(noted);
  return flaw && [flaw.event, flaw.kind];
}

const event = async (number: number): Promise<NotedEvent> => {
  const [found] = await rows<{ hash: string }>(
    "select encode(hash, 'hex') as hash from tenant.audit_events where tenant_id = $1 and id = $2",
    [tenant.id, number],
  );
  if (!found) throw new Error(`There is no event ${number}`);
  return { number, hash: found.hash };
};

/** Computes hashes again, each over the one before, as an attacker would who knows how. */
const rehash = (from: number, to: number) => `
  do $$ declare e tenant.audit_events; begin
    for number in ${from}..${to} loop
      select * into strict e from tenant.audit_events where tenant_id = '${tenant.id}' and id = number;
      e.previous_hash := coalesce(
        (select hash from tenant.audit_events where tenant_id = e.tenant_id and id = number - 1), '');
      update tenant.audit_events set previous_hash = e.previous_hash, hash = control.audit_hash(e)
        where tenant_id = e.tenant_id and id = number;
    end loop; end $$`;
const newHead = `
  update tenant.audit_heads h set length = e.id, hash = e.hash, at = e.at
  from (select * from tenant.audit_events where tenant_id = $1 order by id desc limit 1) e where h.tenant_id = $1`;
async function shift(from: number, by: number) {
  await tamper(`update tenant.audit_events set id = -id where tenant_id = $1 and id >= ${from}`);
  await tamper(`update tenant.audit_events set id = -id + ${by} where tenant_id = $1 and id < 0`);
}

describe("a log that was not touched", () => {
  it("is as it was written, event by event", async () => {
    expect(await walk()).toEqual({ events: 7, newest: await event(7), flaw: null });
  });

  it("is so however long it is", async () => {
    await writeLongLog(db.admin, tenant, { count: 4_500, by: owner, verb: "workspace.created" });
    expect(await walk()).toEqual({ events: 4_500, newest: await event(4_500), flaw: null });
    await tamper("update tenant.audit_events set verb = 'project.made' where tenant_id = $1 and id = 4001");
    expect(await firstFlaw()).toEqual([4_001, "altered"]);
  });
});

describe("the first bad event is named", () => {
  const alterations: Record<string, string> = {
    at: "at + interval '1 microsecond'",
    actor_id: "'00000000-0000-7000-8000-000000000000'",
    actor_kind: "'operator'",
    verb: "'project.made'",
    object_type: "'projects'",
    object_id: "object_id || '.'",
    object_name: "null",
    before: "'{}'",
    after: `after || '{"name": "C"}'`,
    request_id: "null",
    ip_address: "'192.0.2.2'",
    hash: "sha256(hash)",
  };
  const moved = ["tenant_id", "id", "previous_hash"];

  it("when any column of it was altered", async () => {
    const columns = await rows<{ name: string }>(
      "select attname as name from pg_attribute where attrelid = 'tenant.audit_events'::regclass and attnum > 0 and attgenerated = ''",
    );
    expect(columns.map(({ name }) => name).sort()).toEqual([...Object.keys(alterations), ...moved].sort());
  });

  it.each(Object.entries(alterations))("when its %s was altered to %s", async (column, value) => {
    for (const number of [7, 4, 1]) {
      await tamper(
        `update tenant.audit_events set ${column} = ${value} where tenant_id = $1 and id = ${number}`,
      );
      expect(await firstFlaw()).toEqual([number, "altered"]);
    }
  });

  it.each<[what: string, number: number, kind: ChainFlaw["kind"], sql: () => string]>([
    [
      "the first is deleted",
      1,
      "missing",
      () => "delete from tenant.audit_events where tenant_id = $1 and id = 1",
    ],
    [
      "one in the middle is deleted",
      4,
      "missing",
      () => "delete from tenant.audit_events where tenant_id = $1 and id = 4",
    ],
    [
      "the last is deleted",
      7,
      "missing",
      () => "delete from tenant.audit_events where tenant_id = $1 and id = 7",
    ],
    ["all are deleted", 1, "missing", () => "delete from tenant.audit_events where tenant_id = $1"],
    [
      "its number is altered",
      4,
      "missing",
      () => "update tenant.audit_events set id = 40 where tenant_id = $1 and id = 4",
    ],
    [
      "it is given to another tenant",
      4,
      "missing",
      () => `update tenant.audit_events set tenant_id = '${owner.id}' where tenant_id = $1 and id = 4`,
    ],
    [
      "its link is altered",
      4,
      "out of place",
      () => "update tenant.audit_events set previous_hash = sha256(hash) where tenant_id = $1 and id = 4",
    ],
    [
      "the head is shortened",
      7,
      "put in",
      () => "update tenant.audit_heads set length = 6 where tenant_id = $1",
    ],
    [
      "the head is lengthened",
      8,
      "missing",
      () => "update tenant.audit_heads set length = 8 where tenant_id = $1",
    ],
    [
      "the head's hash is altered",
      7,
      "rewritten",
      () => "update tenant.audit_heads set hash = sha256(hash) where tenant_id = $1",
    ],
    [
      "the head's time is altered",
      7,
      "rewritten",
      () => "update tenant.audit_heads set at = at + interval '1 day' where tenant_id = $1",
    ],
    ["the head is deleted", 7, "without a head", () => "delete from tenant.audit_heads where tenant_id = $1"],
    [
      "all are deleted, and the head",
      1,
      "without a head",
      () =>
        `with events as (delete from tenant.audit_events where tenant_id = $1)
         delete from tenant.audit_heads where tenant_id = $1`,
    ],
  ])("when %s", async (_what, number, kind, sql) => {
    await tamper(sql());
    expect(await firstFlaw()).toEqual([number, kind]);
  });

  it.each(["before", "after"])(
    "when its %s became JSON's null, which has the same hash as SQL's null",
    async (column) => {
      await tamper(`update tenant.audit_events set ${column} = null where tenant_id = $1 and id = 4`);
      await tamper(rehash(4, 7));
      await tamper(newHead);
      expect(await firstFlaw()).toBeNull();
      await tamper(`update tenant.audit_events set ${column} = 'null' where tenant_id = $1 and id = 4`);
      expect(await firstFlaw()).toEqual([4, "altered"]);
    },
  );

  it.each([
    [2, 3],
    [2, 6],
    [1, 7],
  ])("when events %i and %i change places", async (one, other) => {
    for (const [from, to] of [
      [one, -one],
      [other, one],
      [-one, other],
    ]) {
      await tamper(`update tenant.audit_events set id = ${to} where tenant_id = $1 and id = ${from}`);
    }
    expect(await firstFlaw()).toEqual([one, "out of place"]);
  });

  it("when one is deleted and the later ones move up", async () => {
    await tamper("delete from tenant.audit_events where tenant_id = $1 and id = 3");
    await shift(4, -1);
    expect(await firstFlaw()).toEqual([3, "out of place"]);
  });

  it("when one is put in between, with a hash that fits", async () => {
    await shift(4, 1);
    await tamper(`insert into tenant.audit_events select tenant_id, 4, at, actor_id, actor_kind, 'project.praised', object_type,
      object_id, object_name, before, after, request_id, ip_address, previous_hash, hash
      from tenant.audit_events where tenant_id = $1 and id = 3`);
    await tamper(rehash(4, 4));
    expect(await firstFlaw()).toEqual([4, "put in"]);
  });

  const putBehind = (number: number) =>
    tamper(`insert into tenant.audit_events select tenant_id, ${number}, at, actor_id, actor_kind, verb, object_type,
      object_id, object_name, before, after, request_id, ip_address, hash, hash
      from tenant.audit_events where tenant_id = $1 and id = 7`);

  it("when one is put in at the end, with a hash that fits", async () => {
    await putBehind(8);
    await tamper(rehash(8, 8));
    expect(await firstFlaw()).toEqual([8, "put in"]);
  });

  it("when one is put in after a gap behind the end", async () => {
    await putBehind(9);
    expect(await firstFlaw()).toEqual([9, "put in"]);
  });

  it("when it is written again, with a hash that fits", async () => {
    for (const number of [7, 4, 1]) {
      await tamper(`update tenant.audit_events set actor_id = null where tenant_id = $1 and id = ${number}`);
      await tamper(rehash(number, number));
      expect(await firstFlaw()).toEqual([number, "rewritten"]);
    }
  });

  it("when all are gone and the head says that there were none", async () => {
    await writeLog(db.admin, tenant, []);
    expect(await firstFlaw()).toEqual([1, "missing"]);
  });

  it("when others were written after that", async () => {
    await writeLog(db.admin, tenant, [{ by: owner }, { by: owner }]);
    expect(await firstFlaw()).toEqual([1, "rewritten"]);
  });

  it("when its time goes backwards, though all hashes fit", async () => {
    await tamper(
      "update tenant.audit_events set at = at - interval '1 hour' where tenant_id = $1 and id = 5",
    );
    await tamper(rehash(5, 7));
    await tamper(newHead);
    expect(await firstFlaw()).toEqual([5, "rewritten"]);
  });
});

describe("an event that was noted", () => {
  it("proves a log that has grown since", async () => {
    for (const number of [1, 4, 7]) expect(await firstFlaw(await event(number))).toBeNull();
  });

  it("shows that a log was rewritten from beginning to end", async () => {
    const noted = await event(5);
    await tamper("update tenant.audit_events set actor_id = null where tenant_id = $1 and id = 2");
    await tamper(rehash(2, 7));
    await tamper(newHead);
    expect(await firstFlaw()).toBeNull();
    expect(await firstFlaw(noted)).toEqual([5, "rewritten"]);
  });

  it("shows that a log was cut off, head and all", async () => {
    const noted = await event(7);
    await tamper("delete from tenant.audit_events where tenant_id = $1 and id > 4");
    await tamper(newHead);
    expect(await firstFlaw()).toBeNull();
    expect(await firstFlaw(noted)).toEqual([5, "missing"]);
    await writeLog(db.admin, tenant, []);
    expect(await firstFlaw(noted)).toEqual([1, "missing"]);
  });
});
