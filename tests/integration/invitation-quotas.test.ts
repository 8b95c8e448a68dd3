import { beforeAll, describe, expect, it, test } from "vitest";
import { invite, sendAgain } from "#app/domain/invitation/invite.ts";
import { mailedLately } from "#app/domain/invitation/mail-quota.ts";
import { tooOftenText } from "#app/routes/too-often-text.ts";
import { writeControl, writeTenant } from "#db/transaction.ts";
import { createInvitation, linkKey } from "#tests/factories/invitations.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { serveApp, type TestApp } from "#tests/harness/app.ts";
import { useDatabase } from "#tests/harness/database.ts";

const atOnce = 20;
const db = useDatabase({ poolSize: atOnce });

const site = { smtpUrl: undefined, linkKey };
let emailsMade = 0;
const someone = () => `someone-${emailsMade++}@example.test`;
const some = (count: number) => Array.from({ length: count }, someone);
const inside = (tenant: TestTenant, user: TestUser) => ({ database: db.database, tenant, ...asking(user) });
const inviteAs = (user: TestUser, tenant: TestTenant, emails: string[]) =>
  writeTenant(inside(tenant, user), (tx) => invite(tx, user, site, { emails, role: "member" }));
const kindsOf = async (outcomes: Promise<{ kind: string }>[]) =>
  (await Promise.all(outcomes)).map(({ kind }) => kind).sort();

async function newTenant(): Promise<{ tenant: TestTenant; owner: TestUser }> {
  const owner = await createUser(db.admin);
  return { tenant: await createTenant(db.admin, { owner }), owner };
}

async function mailsWhere(condition: string, value: string): Promise<number> {
  const { rows } = await db.admin.query(
    `select count(*)::int as mails from control.mails where invited_by is not null and ${condition}`,
    [value],
  );
  return rows[0].mails;
}

describe("of those who invite at once", () => {
  it("a tenant's members together send a hundred", async () => {
    const owners = await Promise.all([1, 2, 3].map(() => createUser(db.admin)));
    const tenant = await createTenant(db.admin, { owner: owners });
    const kinds = await kindsOf(owners.map((owner) => inviteAs(owner, tenant, some(40))));
    expect(kinds).toEqual(["done", "done", "too-often"]);
    expect(await mailsWhere("tenant_id = $1", tenant.id)).toBe(80);
  });

  it("a user sends a hundred, in however many tenants", async () => {
    const owner = await createUser(db.admin);
    const tenants = await Promise.all(some(4).map(() => createTenant(db.admin, { owner })));
    const kinds = await kindsOf(tenants.map((tenant) => inviteAs(owner, tenant, some(30))));
    expect(kinds).toEqual(["done", "done", "done", "too-often"]);
    expect(await mailsWhere("invited_by = $1", owner.id)).toBe(90);
  });

  it("five reach the same mailbox", async () => {
    const email = someone();
    const tenants = await Promise.all(some(atOnce).map(newTenant));
    const outcomes = await Promise.all(
      tenants.map(({ tenant, owner }) => inviteAs(owner, tenant, [email, someone()])),
    );
    const left = outcomes.flatMap((outcome) => (outcome.kind === "done" ? outcome.value.skipped : []));
    expect(left).toEqual(Array(atOnce - 5).fill({ email, reason: "flooded" }));
    expect(await mailsWhere("to_email = $1", email)).toBe(5);
  });

  it("no two wait for each other, whatever the order of their emails", async () => {
    const tenants = await Promise.all(some(atOnce).map(newTenant));
    for (let round = 0; round < 5; round++) {
      const emails = some(10);
      const kinds = await kindsOf(
        tenants.map(({ tenant, owner }, number) =>
          inviteAs(owner, tenant, number % 2 ? emails : emails.toReversed()),
        ),
      );
      expect(kinds).toEqual(Array(atOnce).fill("done"));
    }
  });
});

describe("the count", () => {
  let owner: TestUser;
  let tenant: TestTenant;
  beforeAll(async () => {
    ({ owner, tenant } = await newTenant());
  });

  it("covers the mails of the last hour", async () => {
    expect((await inviteAs(owner, tenant, some(50))).kind).toBe("done");
    await db.admin.query(
      "update control.mails set created_at = created_at - interval '40 minutes' where tenant_id = $1",
      [tenant.id],
    );
    expect((await inviteAs(owner, tenant, some(50))).kind).toBe("done");
    const refused = await inviteAs(owner, tenant, some(1));
    expect(refused).toMatchObject({ kind: "too-often", reason: "invitations-sent", limit: { points: 100 } });
    expect(refused.kind === "too-often" && tooOftenText(refused)).toBe(
      "That would be more than 100 invitations within an hour. Invite fewer, or go on in 20 minutes.",
    );
    await db.admin.query(
      "update control.mails set created_at = created_at - interval '20 minutes' where tenant_id = $1",
      [tenant.id],
    );
    expect((await inviteAs(owner, tenant, some(50))).kind).toBe("done");
    expect((await inviteAs(owner, tenant, some(1))).kind).toBe("too-often");
  });

  it("covers an invitation that is sent again, too", async () => {
    const { id } = await createInvitation(db.admin, { tenant, by: owner, sentDaysAgo: 1 });
    const again = await writeTenant(inside(tenant, owner), (tx) => sendAgain(tx, site, id));
    expect(again).toMatchObject({ kind: "too-often", reason: "invitations-sent", limit: { points: 100 } });
  });

  it("leaves out other mails, and invitations that were rolled back", async () => {
    const fresh = await newTenant();
    const email = someone();
    const rolledBack = writeTenant(inside(fresh.tenant, fresh.owner), async (tx) => {
      await invite(tx, fresh.owner, site, {
        emails: some(50),
        role: "member",
      });
      throw new Error("on purpose");
    });
    await expect(rolledBack).rejects.toThrow("on purpose");
    await db.admin.query(
      `insert into control.mails (id, to_email, template)
       select gen_random_uuid(), $1, 'password-changed' from generate_series(1, 10)`,
      [email],
    );
    await db.admin.query(
      `insert into control.mails (id, tenant_id, to_email, template)
       select gen_random_uuid(), $1, $2, 'assignment' from generate_series(1, 60)`,
      [fresh.tenant.id, someone()],
    );
    expect((await inviteAs(fresh.owner, fresh.tenant, [email, ...some(49)])).kind).toBe("done");
    expect((await inviteAs(fresh.owner, fresh.tenant, some(50))).kind).toBe("done");
    expect(await mailsWhere("tenant_id = $1", fresh.tenant.id)).toBe(100);
  });
});

test("two applications on one database count together, and a restart forgets none", async () => {
  const { tenant, owner } = await newTenant();
  const statusAt = async (app: Pick<TestApp, "visitor">, emails: string[]) => {
    const fields = { email: emails.join(" "), role: "member" };
    return (await app.visitor(owner.cookie).post(`/${tenant.slug}/members`, fields)).status;
  };
  const [one, other] = [await serveApp(db), await serveApp(db)];
  expect([await statusAt(one, some(50)), await statusAt(other, some(50))]).toEqual([302, 302]);
  expect([await statusAt(one, some(1)), await statusAt(other, some(1))]).toEqual([429, 429]);
  await Promise.all([one.close(), other.close()]);
  const restarted = await serveApp(db);
  expect(await statusAt(restarted, some(1))).toBe(429);
  await restarted.close();
});

describe("the database's count", () => {
  it("tells a tenant nothing of mails that don't count for it", async () => {
    const [one, other] = [await newTenant(), await newTenant()];
    const [shared, theirs] = [someone(), someone()];
    await inviteAs(one.owner, one.tenant, [shared, theirs]);
    const seen = await writeTenant(inside(other.tenant, other.owner), (tx) =>
      mailedLately(tx, { emails: [shared] }),
    );
    expect(seen).toEqual([]);
  });

  it("is for callers that have entered a tenant, and for 50 emails at most", async () => {
    const { tenant, owner } = await newTenant();
    const ask = "select from control.invitations_mailed($1)";
    await expect(
      writeControl({ database: db.database, ...asking(owner) }, (tx) => tx.rows(ask, [[someone()]])),
    ).rejects.toMatchObject({ code: "42501" });
    await expect(writeTenant(inside(tenant, owner), (tx) => tx.rows(ask, [some(51)]))).rejects.toMatchObject({
      code: "54000",
    });
  });
});
