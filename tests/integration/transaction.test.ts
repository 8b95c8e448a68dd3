import { beforeAll, describe, expect, test } from "vitest";
import {
  type Entry,
  isNotEntered,
  readTenant,
  type TenantReader,
  writeControl,
  writeTenant,
} from "#db/transaction.ts";
import { runningTicket } from "#tests/factories/jobs.ts";
import { asking, createTenant, createUser, type TestUser } from "#tests/factories/people.ts";
import { createProject } from "#tests/factories/work.ts";
import { useDatabase } from "#tests/harness/database.ts";

const poolSize = 3;
const db = useDatabase({ poolSize });
let entry: Entry;

beforeAll(async () => {
  const ada = await createUser(db.admin);
  const tenant = await createTenant(db.admin, { owner: ada });
  await createProject(db.admin, { tenant, by: ada, name: "Porch" });
  entry = { database: db.database, tenant, ...asking(ada) };
});

const names = (tx: TenantReader) =>
  tx.rows<{ name: string }>("select name from entered.projects where tenant_key = $1", [tx.tenantId]);

test("statements asked for at once are all answered, in one transaction", async () => {
  const transactions = await writeTenant(entry, (tx) =>
    Promise.all(
      [1, 2, 3].map(() => tx.rows<{ id: string }>("select pg_current_xact_id()::text as id, $1::int", [1])),
    ),
  );
  expect(new Set(transactions.flat().map((row) => row.id)).size).toBe(1);
});

test("two that write at once have a transaction each: one that fails takes nothing of the other's away", async () => {
  const transactionOf = () =>
    writeTenant(entry, (tx) => tx.rows<{ id: string }>("select pg_current_xact_id()::text as id"));
  const [[one], [other]] = await Promise.all([transactionOf(), transactionOf()]);
  expect(one?.id).not.toBe(other?.id);
});

test("who is signed out or removed in the middle is told that, and not that a policy refused", async () => {
  const zoe = await createUser(db.admin);
  const tenant = await createTenant(db.admin, { owner: zoe });
  const zoeEntry = { database: db.database, tenant, ...asking(zoe) };
  const writing = writeTenant(zoeEntry, async (tx) => {
    await tx.rows("select 1 as opened");
    await db.admin.query("delete from control.sessions where user_id = $1", [zoe.id]);
    await tx.rows(
      "insert into entered.projects (tenant_id, id, name, created_by) values ($1, gen_random_uuid(), 'Late', $2)",
      [tenant.id, zoe.id],
    );
  });
  expect(await writing.then(() => null, isNotEntered)).toBe(true);
  const outside = writeControl({ database: db.database, ...asking(zoe) }, (tx) => tx.rows("select 1 as one"));
  expect(await outside.then(() => null, isNotEntered)).toBe(true);
});

test("what a policy refuses to a member who is still there stays an error of its own", async () => {
  const writing = writeTenant(entry, (tx) =>
    tx.rows("update entered.tenants set plan = 'pro' where tenant_key = $1", [tx.tenantId]),
  );
  expect(await writing.then(() => null, isNotEntered)).toBe(false);
});

test("a transaction that fails leaves nothing behind", async () => {
  const failing = writeTenant(entry, async (tx) => {
    await tx.rows("delete from entered.projects where tenant_key = $1", [tx.tenantId]);
    throw new Error("changed my mind");
  });
  await expect(failing).rejects.toThrow("changed my mind");
  expect(await writeTenant(entry, names)).toEqual([{ name: "Porch" }]);
});

describe("callers that only read", () => {
  const reading = () => ({ ...entry });

  test("can't write, whatever statement they send", async () => {
    for (const sql of [
      "delete from entered.projects where tenant_key = $1",
      "update entered.projects set name = 'Attic' where tenant_key = $1",
    ]) {
      await expect(readTenant(reading(), (tx) => tx.rows(sql, [tx.tenantId]))).rejects.toMatchObject({
        code: "25006",
      });
    }
  });

  test("share one transaction if they read at once with the same entry, and no other", async () => {
    const mine = reading();
    const place = (tx: TenantReader) =>
      tx.rows<{ at: string }>("select pg_backend_pid() || ' ' || now() as at, $1::int", [1]);
    const together = Array.from({ length: poolSize * 2 }, () => readTenant(mine, place));
    const [apart] = await readTenant(reading(), place);
    const places = new Set((await Promise.all(together)).flat().map(({ at }) => at));
    expect(places.size).toBe(1);
    expect(places).not.toContain(apart?.at);
  });
});

describe("a job's ticket", () => {
  const opened = (given: Partial<Entry>) => readTenant({ ...entry, user: null, ...given } as Entry, names);
  const locked = (is: boolean) =>
    db.admin.query("update graphile_worker._private_jobs set locked_at = case when $1 then now() end", [is]);

  test("is good while the job runs, for its tenant and its user, and then no more", async () => {
    const { tenant, user } = entry;
    const ticket = await runningTicket(db.admin, { tenant, user: user as TestUser });
    const elsewhere = await createTenant(db.admin, { owner: user as TestUser });
    expect(await opened({ credential: { ticket } })).toEqual([{ name: "Porch" }]);
    await expect(opened({ credential: { ticket }, tenant: elsewhere })).rejects.toMatchObject({
      code: "42501",
    });
    await locked(false);
    await expect(opened({ credential: { ticket } })).rejects.toMatchObject({ code: "42501" });
    await locked(true);
    expect(await opened({ credential: { ticket } })).toEqual([{ name: "Porch" }]);
    await db.admin.query("delete from graphile_worker._private_jobs");
    await expect(opened({ credential: { ticket } })).rejects.toMatchObject({ code: "42501" });
  });

  test("is worth nothing beside a session, which could be another user's", async () => {
    const { tenant, user } = entry;
    const ticket = await runningTicket(db.admin, { tenant, user: user as TestUser });
    const { session } = entry.credential as { session: string };
    const both = opened({ credential: { ticket, session } as unknown as Entry["credential"] });
    await expect(both).rejects.toMatchObject({ code: "42501" });
  });
});

test("a first statement that fails leaves the connection usable", async () => {
  for (let round = 0; round <= poolSize; round++) {
    await expect(writeTenant(entry, (tx) => tx.rows("select 1 / $1::int", [0]))).rejects.toMatchObject({
      code: "22012",
    });
  }
  expect(await writeTenant(entry, names)).toEqual([{ name: "Porch" }]);
});

test("of statements that travel together, all say why the first one failed", async () => {
  let whys: unknown[] = [];
  const writing = writeTenant(entry, async (tx) => {
    const statements = [
      tx.rows("select 1"),
      tx.rows("select 1 / $1::int", [0]),
      tx.rows("select 2"),
      names(tx),
    ];
    const asked = await Promise.allSettled(statements);
    whys = asked.map((one) => (one.status === "rejected" ? one.reason.code : null));
  });
  await expect(writing).rejects.toMatchObject({ code: "22012" });
  expect(whys).toEqual([null, "22012", "22012", "22012"]);
});

test("work that throws before it waits for anything leaves no connection behind", async () => {
  for (let time = 0; time <= poolSize; time++)
    await expect(
      writeTenant(entry, () => {
        throw new Error("on purpose");
      }),
    ).rejects.toThrow("on purpose");
});

test("a caller that goes on without an entry is told that there was none", async () => {
  const signedOut = { ...entry, credential: { session: "none" } };
  const going = writeTenant(signedOut, async (tx) => void (await names(tx).catch(() => [])));
  expect(await going.then(() => null, isNotEntered)).toBe(true);
});

test("a caller that goes on past a failed statement is not told that its change was made", async () => {
  const writing = writeTenant(entry, async (tx) => {
    await tx.rows("update entered.projects set name = 'Half' where tenant_key = $1", [tx.tenantId]);
    await tx.rows("select 1 / 0").catch(() => {});
  });
  await expect(writing).rejects.toMatchObject({ code: "22012" });
  const after = await writeTenant(entry, async (tx) => {
    await tx.rows("savepoint before");
    await tx.rows("select 1 / 0").catch(() => tx.rows("rollback to savepoint before"));
    return names(tx);
  });
  expect(after).toEqual([{ name: "Porch" }]);
});

test("a statement after the end of its transaction is refused, whichever caller has the connection by then", async () => {
  let escaped: TenantReader | undefined;
  await writeTenant(entry, async (tx) => {
    escaped = tx;
    return names(tx);
  });
  await expect(names(escaped as TenantReader)).rejects.toThrow("The transaction is over");
});

test("the variables of one transaction are gone in the next on the same connection", async () => {
  await writeTenant(entry, names);
  const { rows } = await db.database.appPool.query("select current_setting('app.tenant_id', true) as tenant");
  expect(rows[0].tenant || null).toBeNull();
});

test("a backend that dies inside a transaction gives its place in the pool back", async () => {
  for (let round = 0; round <= poolSize; round++) {
    const dying = writeTenant(entry, async (tx) => {
      const [row] = await tx.rows<{ pid: number }>("select pg_backend_pid() as pid, $1::int", [1]);
      await db.admin.query("select pg_terminate_backend($1)", [row?.pid]);
      return names(tx);
    });
    await expect(dying).rejects.toThrow();
  }
  const together = await Promise.all(Array.from({ length: poolSize * 2 }, () => writeTenant(entry, names)));
  expect(together).toHaveLength(poolSize * 2);
  expect(db.database.appPool.waitingCount).toBe(0);
});

test("a full pool refuses in time, and serves again when there is room", async () => {
  const clients = await Promise.all(Array.from({ length: poolSize }, () => db.database.appPool.connect()));
  await expect(writeTenant(entry, names)).rejects.toThrow("timeout exceeded when trying to connect");
  for (const client of clients) client.release();
  expect(await writeTenant(entry, names)).toEqual([{ name: "Porch" }]);
});

test("request id and IP address are kept to the letter, and never read as SQL", async () => {
  const user = await createUser(db.admin);
  const tenant = await createTenant(db.admin, { owner: user });
  const request = { id: "request'1", ipAddress: "x', true); drop table control.sessions --\\" };
  await writeTenant({ database: db.database, tenant, ...asking(user), request }, (tx) =>
    tx.rows("insert into entered.projects (tenant_id, id, name, created_by) values ($1, $2, 'Attic', $2)", [
      tx.tenantId,
      tx.userId,
    ]),
  );
  const { rows } = await db.admin.query(
    `select request_id as id, ip_address as "ipAddress" from tenant.audit_events
     where tenant_id = $1 and actor_id = $2`,
    [tenant.id, user.id],
  );
  expect(rows).toEqual([request]);
});
