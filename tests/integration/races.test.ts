import { beforeAll, describe, expect, test } from "vitest";
import { addComment, deleteComment } from "#app/domain/comment/comment.ts";
import { addInvitation } from "#app/domain/invitation/invitation.ts";
import { acceptInvitation } from "#app/domain/invitation/link.ts";
import { addMember, changeRole, leaveTenant, removeMember } from "#app/domain/membership/membership.ts";
import type { Actor } from "#app/domain/membership/permissions.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import { limitReached } from "#app/domain/plan/limits.ts";
import type { TaskPath } from "#app/domain/task/task.ts";
import { changeSettings, createOwnTenant } from "#app/domain/tenant/tenant.ts";
import { withinTenant } from "#db/query.ts";
import { type TenantWriter, writeControl, writeTenant } from "#db/transaction.ts";
import { createInvitation, linkKey } from "#tests/factories/invitations.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { createComment, createProject, createTask } from "#tests/factories/work.ts";
import { useDatabase } from "#tests/harness/database.ts";
import { asOperator, useOperator } from "#tests/harness/operator.ts";
import { notFoundIfNotEntered } from "#tests/harness/outcomes.ts";

const atOnce = 20;
const rounds = 200;
const timeout = 600_000;

const db = useDatabase({ poolSize: atOnce });
const operator = useOperator(db, atOnce);

const all = <T>(run: (number: number) => Promise<T>) =>
  Promise.all(Array.from({ length: atOnce }, (_, number) => run(number)));
const inside = (tenant: TestTenant, user: TestUser) => ({ database: db.database, tenant, ...asking(user) });
const as = (person: TestUser) => ({ database: db.database, ...asking(person) });

async function forEachRound(run: (round: number) => Promise<void>): Promise<void> {
  for (let round = 0; round < rounds; round++) await run(round);
}

async function count(sql: string, values: unknown[]): Promise<number> {
  const { rows } = await db.admin.query<{ count: number }>(`select count(*)::int as count ${sql}`, values);
  return rows[0]?.count ?? Number.NaN;
}

describe(`${atOnce} at once, ${rounds} times`, { timeout }, () => {
  test("one invitation lets one person in once, by whichever of its links", async () => {
    const owner = await createUser(db.admin);
    const invited = await createUser(db.admin);
    const other = await createUser(db.admin);
    const tenant = await createTenant(db.admin, { owner });
    const accept = (person: TestUser, token: string) =>
      writeControl(as(person), (tx) => acceptInvitation(tx, token, { isVerifiedOnly: true }));
    await forEachRound(async () => {
      const { mailed, copied } = await createInvitation(db.admin, {
        tenant,
        by: owner,
        email: invited.email,
      });
      const outcomes = await all((number) =>
        accept(number % 5 === 4 ? other : invited, number % 2 ? copied : mailed),
      );
      expect(outcomes.filter((one) => one.kind === "done" && !one.value.wasMember)).toHaveLength(1);
      const members = "from control.memberships where tenant_id = $1 and user_id = any($2)";
      expect(await count(members, [tenant.id, [invited.id, other.id]])).toBe(1);
      await db.admin.query("delete from control.memberships where tenant_id = $1 and user_id = $2", [
        tenant.id,
        invited.id,
      ]);
    });
  });

  test("members and invitations together never exceed the seats", async () => {
    const owner = await createUser(db.admin);
    const people = await all(() => createUser(db.admin));
    const tenant = await createTenant(db.admin, { owner }, { plan: "starter" });
    const add = ({ id: userId }: TestUser) =>
      asOperator(operator, async (tx) => {
        const added = await addMember(withinTenant(tx, tenant.id), { userId, role: "viewer" });
        return added.kind === "done";
      });
    const invite = (person: TestUser) =>
      writeTenant(inside(tenant, owner), async (tx) => {
        if (await limitReached(tx, "members")) return false;
        await addInvitation(tx, { email: person.email, role: "member", linkKey });
        return true;
      });
    await forEachRound(async () => {
      const taken = await all((number) => (number % 2 ? add : invite)(people[number] as TestUser));
      expect(taken.filter(Boolean)).toHaveLength(9);
      const seats =
        (await count("from control.memberships where tenant_id = $1", [tenant.id])) +
        (await count("from control.invitations where tenant_id = $1", [tenant.id]));
      expect(seats).toBe(10);
      await db.admin.query("delete from control.memberships where tenant_id = $1 and user_id <> $2", [
        tenant.id,
        owner.id,
      ]);
      await db.admin.query("delete from control.invitations where tenant_id = $1", [tenant.id]);
    });
  });

  test("a slug goes to one of those who found a workspace with it", async () => {
    const people = await all(() => createUser(db.admin));
    await forEachRound(async (round) => {
      const slug = `contested-${round}`;
      const founded = await all((number) =>
        writeControl(as(people[number] as TestUser), (tx) =>
          createOwnTenant(tx, { slug, name: "Contested" }),
        ),
      );
      expect(founded.filter(({ kind }) => kind === "done")).toHaveLength(1);
      expect(await count("from control.tenants where slug = $1", [slug])).toBe(1);
    });
  });

  test("a workspace keeps an owner, whatever its owners do to each other and themselves", async () => {
    const owners = await all(() => createUser(db.admin));
    const tenant = await createTenant(db.admin, { owner: owners });
    const mayhem = (number: number) => {
      const [me, next] = [owners[number], owners[(number + 1) % atOnce]] as [TestUser, TestUser];
      return writeTenant(inside(tenant, me), async (tx) => {
        if (number % 5 === 0) return leaveTenant(tx);
        if (number % 5 === 1) return changeRole(tx, { userId: me.id, role: "viewer" });
        if (number % 5 === 2) return removeMember(tx, next.id);
        return changeRole(tx, { userId: next.id, role: "member" });
      }).catch(notFoundIfNotEntered);
    };
    await forEachRound(async () => {
      const outcomes = (await all(mayhem)).map(({ kind }) => kind);
      expect(outcomes).toContain("done");
      expect(
        await count("from control.memberships where tenant_id = $1 and role = 'owner'", [tenant.id]),
      ).toBeGreaterThan(0);
      await db.admin.query(
        `insert into control.memberships (tenant_id, user_id, role) select $1, unnest($2::uuid[]), 'owner'
         on conflict (tenant_id, user_id) do update set role = 'owner'`,
        [tenant.id, owners.map(({ id }) => id)],
      );
    });
  });

  test("of two owners who demote each other one succeeds", async () => {
    const pair = [await createUser(db.admin), await createUser(db.admin)] as const;
    const tenant = await createTenant(db.admin, { owner: [...pair] });
    await forEachRound(async () => {
      const outcomes = await all((number) => {
        const [me, other] = number % 2 ? pair : ([pair[1], pair[0]] as const);
        return writeTenant(inside(tenant, me), (tx) => changeRole(tx, { userId: other.id, role: "admin" }));
      });
      const roles = await db.admin.query(
        "select role from control.memberships where tenant_id = $1 order by role",
        [tenant.id],
      );
      expect(roles.rows).toEqual([{ role: "admin" }, { role: "owner" }]);
      expect(outcomes.filter(({ kind }) => kind === "forbidden")).toHaveLength(atOnce / 2);
      await db.admin.query("update control.memberships set role = 'owner' where tenant_id = $1", [tenant.id]);
    });
  });

  test("a slug goes to one of those who move to it or found a workspace with it", async () => {
    const owner = await createUser(db.admin);
    const tenants = await all(() => createTenant(db.admin, { owner }));
    await forEachRound(async (round) => {
      const slug = `wanted-${round}`;
      const done = await all((number) =>
        number % 4 === 3 ? founds(owner, slug) : moved(tenants[number] as TestTenant, owner, slug),
      );
      expect(done.filter(Boolean)).toHaveLength(1);
      expect(await count("from control.tenants where slug = $1", [slug])).toBe(1);
    });
  });

  test("of many slugs that a workspace is moved to, it takes one and keeps the old one", async () => {
    const owner = await createUser(db.admin);
    const tenant = await createTenant(db.admin, { owner });
    await forEachRound(async (round) => {
      const { rows } = await db.admin.query<{ slug: string; version: number }>(
        "select slug, version from control.tenants where id = $1",
        [tenant.id],
      );
      const done = await all((number) => moved(tenant, owner, `house-${round}-${number}`, rows[0]?.version));
      expect(done.filter(Boolean)).toHaveLength(1);
      expect(await count("from control.slugs where tenant_id = $1", [tenant.id])).toBe(round + 2);
    });
  });
});

/** `version` is that of the settings which the owner saw; absent: the newest. */
async function moved(tenant: TestTenant, owner: TestUser, slug: string, version?: number): Promise<boolean> {
  const { rows } = await db.admin.query<{ name: string; version: number }>(
    "select name, version from control.tenants where id = $1",
    [tenant.id],
  );
  const { name = "", version: newest = 0 } = rows[0] ?? {};
  const changed = await writeTenant(inside(tenant, owner), (tx) =>
    changeSettings(tx, { name, slug, hue: null, version: version ?? newest }),
  );
  return changed.kind === "done";
}

async function founds(owner: TestUser, slug: string): Promise<boolean> {
  const created = await writeControl(as(owner), (tx) => createOwnTenant(tx, { slug, name: "Wanted" }));
  return created.kind === "done";
}

describe("a comment waits for its project's lock, and is told what is there then", () => {
  const body = "Hot enough";
  let ada: TestUser;
  let tenant: TestTenant;

  beforeAll(async () => {
    ada = await createUser(db.admin);
    tenant = await createTenant(db.admin, { owner: ada });
  });

  type Verb = (tx: TenantWriter, actor: Actor, path: TaskPath, commentId: string) => Promise<Outcome>;

  /** What a verb answers that began while another transaction, which then does `done` to the task, had the project. */
  async function answerBeside(verb: Verb, done: string | null): Promise<string> {
    const { id: projectId } = await createProject(db.admin, { tenant, by: ada });
    const { id } = await createTask(db.admin, { tenant, by: ada, projectId });
    const { id: commentId } = await createComment(db.admin, { tenant, by: ada, taskId: id });
    const holder = await db.admin.connect();
    await holder.query(`begin; select from tenant.projects where id = '${projectId}' for update`);
    const actor = { role: "owner", user: ada } as const;
    const answering = writeTenant(inside(tenant, ada), (tx) => verb(tx, actor, { projectId, id }, commentId));
    const answer = answering.then(({ kind }) => kind);
    const isDone = answer.then(() => true);
    while (!(await Promise.race([isDone, isAnyoneWaiting()])));
    if (done) await holder.query(done, [done.includes("tasks") ? id : commentId]);
    await holder.query("commit");
    holder.release();
    return answer;
  }

  const isAnyoneWaiting = async () =>
    (await count(
      "from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      [],
    )) > 0;

  test.each<[string, Verb, string | null, string]>([
    ["it is added", (tx, actor, path) => addComment(tx, actor, path, { body }), null, "done"],
    ["its task is gone", (tx, actor, path) => addComment(tx, actor, path, { body }), "tasks", "not-found"],
    ["it is deleted", deleteComment, null, "done"],
    ["it is gone before it is deleted", deleteComment, "comments", "not-found"],
  ])("%s", async (_, verb, table, kind) => {
    expect(await answerBeside(verb, table && `delete from tenant.${table} where id = $1`)).toBe(kind);
  });
});
