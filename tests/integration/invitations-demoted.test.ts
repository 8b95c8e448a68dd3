import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createInvitation, type TestInvitation } from "#tests/factories/invitations.ts";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";
import type { Answer } from "#tests/harness/visitor.ts";

const app = useApp();
let owner: TestUser;
let admin: TestUser;
let tenant: TestTenant;
let email: string;
let sent: TestInvitation;

beforeAll(async () => {
  owner = await createUser(app.db.admin);
  admin = await createUser(app.db.admin);
});
beforeEach(async () => {
  tenant = await createTenant(app.db.admin, { owner, admin });
  email = `${randomUUID()}@example.test`;
  sent = await createInvitation(app.db.admin, { tenant, by: owner, sentDaysAgo: 1 });
});

const invite = () => app.visitor(admin.cookie).post(`/${tenant.slug}/members`, { email, role: "viewer" });
const makePending = (pending: "yes" | "no") => () =>
  app.visitor(admin.cookie).post(`/${tenant.slug}/members/invitations/${sent.id}/pending`, { pending });

/** Runs `change` after the door has let the admin in, while they wait for the tenant's row. */
async function meanwhile(ask: () => Promise<Answer>, change: string): Promise<Answer> {
  const changing = await app.db.admin.connect();
  await changing.query("begin");
  await changing.query("select from control.tenants where id = $1 for no key update", [tenant.id]);
  const asked = ask();
  await vi.waitFor(async () => {
    const { rowCount } = await app.db.admin.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    expect(rowCount).toBe(1);
  }, 5_000);
  await changing.query(change, [tenant.id, admin.id]);
  await changing.query("commit");
  changing.release();
  return asked;
}

const demote = "update control.memberships set role = 'member' where tenant_id = $1 and user_id = $2";
const remove = "delete from control.memberships where tenant_id = $1 and user_id = $2";

async function expectNothingDone() {
  const { rows } = await app.db.admin.query(
    `select email, sent_at < now() - interval '1 hour' as "isOld", revoked_at as "revokedAt"
     from control.invitations where tenant_id = $1`,
    [tenant.id],
  );
  expect(rows).toEqual([{ email: sent.email, isOld: true, revokedAt: null }]);
  const { rowCount } = await app.db.admin.query("select from control.mails where to_email = any ($1)", [
    [email, sent.email],
  ]);
  expect(rowCount).toBe(0);
}

describe.each([
  ["inviting", invite],
  ["sending again", makePending("yes")],
  ["revoking", makePending("no")],
])("%s", (_what, ask) => {
  it("is refused to an admin who was demoted while they waited", async () => {
    expect((await meanwhile(ask, demote)).status).toBe(403);
    await expectNothingDone();
  });

  it("leads nowhere for an admin who was removed meanwhile", async () => {
    expect((await meanwhile(ask, remove)).status).toBe(404);
    await expectNothingDone();
  });

  it("is done for an admin who only waited", async () => {
    expect((await meanwhile(ask, "select $1::uuid, $2::uuid")).status).toBe(302);
  });
});
