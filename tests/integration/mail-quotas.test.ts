import { describe, expect, it } from "vitest";
import { mostReceived, mostSent } from "#app/domain/invitation/mail-quota.ts";
import { writeTenant } from "#db/transaction.ts";
import { createInvitation } from "#tests/factories/invitations.ts";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { mailbox, useMailWriters } from "#tests/harness/mail-writers.ts";

/** How much the password of rowhouse_app could have mailed. */

let owner: TestUser;
let stranger: TestUser;
let acme: TestTenant;
const { db, inside, tell, tellAs, ownInvitation, expectRefused } = useMailWriters((cast) => {
  ({ owner, stranger, acme } = cast);
});

describe("by SQL, too, no more invitations are mailed within an hour", () => {
  const tooMany = "54000";

  async function sent(count: number, { tenant, by, to }: { tenant: TestTenant; by: TestUser; to?: string }) {
    await db.admin.query(
      `insert into control.mails (id, tenant_id, to_email, template, invited_by)
       select gen_random_uuid(), $1, coalesce($2, 'reader-' || n || '@example.test'), 'invitation', $3
       from generate_series(1, $4::int) n`,
      [tenant.id, to, by.id, count],
    );
  }

  async function inviteByHand(tenant: TestTenant, by: TestUser, to?: string): Promise<unknown> {
    const { id, email } = await createInvitation(db.admin, { tenant, by, ...(to && { email: to }) });
    return tellAs(by, { template: "invitation", to: email, fields: { invitationId: id }, tenant });
  }

  it("than a tenant may send", async () => {
    const [one, other] = [await createUser(db.admin), await createUser(db.admin)];
    const tenant = await createTenant(db.admin, { owner: [one, other] });
    await sent(mostSent.points - 1, { tenant, by: one });
    await inviteByHand(tenant, other);
    await expectRefused(() => inviteByHand(tenant, other), tooMany);
  });

  it("than a tenant may send, when its members send at once", async () => {
    const [one, other] = [await createUser(db.admin), await createUser(db.admin)];
    const tenant = await createTenant(db.admin, { owner: [one, other] });
    await sent(mostSent.points - 1, { tenant, by: one });
    const { id, email } = await ownInvitation(one, tenant);
    let second: Promise<unknown> | undefined;
    await writeTenant(inside(tenant, one), async (tx) => {
      await tell(tx, { template: "invitation", to: email, fields: { invitationId: id }, tenant });
      second = inviteByHand(tenant, other).catch((error: unknown) => error);
      await expect
        .poll(async () => (await db.admin.query("select from pg_locks where not granted")).rowCount)
        .toBeGreaterThan(0);
    });
    expect(await second).toMatchObject({ code: tooMany });
  });

  it("than a user may send", async () => {
    const sender = await createUser(db.admin);
    const [here, there] = [
      await createTenant(db.admin, { owner: sender }),
      await createTenant(db.admin, { owner: sender }),
    ];
    await sent(mostSent.points - 1, { tenant: here, by: sender });
    await inviteByHand(there, sender);
    await expectRefused(() => inviteByHand(there, sender), tooMany);
  });

  it("than a mailbox may receive", async () => {
    const to = mailbox("flooded");
    const tenants = await Promise.all([1, 2].map(() => createTenant(db.admin, { owner: stranger })));
    const [here, there] = tenants as [TestTenant, TestTenant];
    await sent(mostReceived.points - 1, { tenant: acme, by: owner, to });
    await inviteByHand(here, stranger, to);
    await expectRefused(() => inviteByHand(there, stranger, to), tooMany);
  });
});
