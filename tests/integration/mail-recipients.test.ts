import { randomUUID } from "node:crypto";
import { describe, expect, it, test } from "vitest";
import { transferOwnership } from "#app/domain/membership/membership.ts";
import { deleteOwnTenant } from "#app/domain/tenant/deletion.ts";
import { type TenantWriter, writeControl, writeTenant } from "#db/transaction.ts";
import { createTenant, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { notItsForm, notToBeTold, useMailWriters } from "#tests/harness/mail-writers.ts";

/** Whom the password of rowhouse_app could have mailed: whom the data calls for, and no others. */

let owner: TestUser;
let partner: TestUser;
let member: TestUser;
let viewer: TestUser;
let stranger: TestUser;
let acme: TestTenant;
let globex: TestTenant;
let taskId: string;
let foreignTaskId: string;
const { db, taskFor, inside, outside, tell, tellAs, ownInvitation, expectRefused } = useMailWriters(
  (cast) => {
    ({ owner, partner, member, viewer, stranger, acme, globex, taskId, foreignTaskId } = cast);
  },
);

describe("an invitation is not mailed", () => {
  const invited = async (change: string, by = owner) => {
    const { id, email } = await ownInvitation(by);
    await db.admin.query(`update control.invitations set ${change} where id = $1`, [id]);
    return { template: "invitation", to: email, fields: { invitationId: id } };
  };

  it("to another email than its own, or without an invitation", async () => {
    const { id, email } = await ownInvitation(owner);
    const told = (to: string, invitationId: string) => ({
      template: "invitation",
      to,
      fields: { invitationId },
    });
    await expectRefused(() => tellAs(owner, told(stranger.email, id)), notToBeTold);
    await expectRefused(() => tellAs(owner, told(email, randomUUID())), notToBeTold);
  });

  it("twice under one id, and its link stays good", async () => {
    const { id, email } = await ownInvitation(owner);
    const mail = [randomUUID(), acme.id, "invitation", email, { invitationId: id }];
    const write = () =>
      writeTenant(inside(acme, owner), (tx) =>
        tx.rows("select from control.write_tenant_mail($1, $2, $3, $4, $5)", mail),
      );
    const link = async () =>
      (await db.admin.query("select mailed_hashes from control.invitations where id = $1", [id])).rows[0]
        .mailed_hashes;
    await write();
    const first = await link();
    await expectRefused(
      () => tellAs(viewer, { template: "invitation", to: email, fields: mail[4] }),
      notToBeTold,
    );
    await write();
    expect(await link()).toEqual(first);
  });

  it.each(["revoked_at = now()", "accepted_at = now(), accepted_by = invited_by", "expires_at = now()"])(
    "when it is no longer open: %s",
    async (change) => {
      const told = await invited(change);
      await expectRefused(() => tellAs(owner, told), notToBeTold);
    },
  );

  it("by a member who didn't send it, or may not grant its role", async () => {
    const owners = await invited("role = role");
    await expectRefused(() => tellAs(partner, owners), notToBeTold);
    for (const by of [member, viewer]) {
      const own = await invited("role = role", by);
      await expectRefused(() => tellAs(by, own), notToBeTold);
    }
    const [above, asOwner] = [await invited("role = 'admin'", member), await invited("role = 'admin'")];
    await expectRefused(() => tellAs(member, above), notToBeTold);
    await tellAs(owner, asOwner);
  });

  it("from inside another tenant, even a tenant of the inviter's", async () => {
    const elsewhere = await createTenant(db.admin, { owner });
    const told = await invited("role = role");
    for (const tenant of [acme, elsewhere]) {
      await expectRefused(() => tellAs(owner, { ...told, tenant }, elsewhere), notToBeTold);
    }
    await expectRefused(() => writeControl(outside(owner), (tx) => tell(tx, told)), notToBeTold);
  });

  it("for a foreign tenant, whichever is named or entered", async () => {
    const told = await invited("role = role");
    await db.admin.query("update control.invitations set invited_by = $1 where email = $2", [
      stranger.id,
      told.to,
    ]);
    for (const named of [acme, globex]) {
      for (const entered of [acme, globex]) {
        const attempt = () => tellAs(stranger, { ...told, tenant: named }, entered);
        await expectRefused(attempt, notToBeTold);
      }
    }
  });
});

describe("an assignment is not mailed", () => {
  const told = (to: TestUser, task = taskId) => ({
    template: "assignment",
    to: to.email,
    fields: { taskId: task },
  });

  it("to a user who isn't the assignee", async () => {
    for (const other of [owner, viewer, stranger]) {
      await expectRefused(() => tellAs(owner, told(other)), notToBeTold);
    }
  });

  it("of a task that isn't there, or in a foreign tenant", async () => {
    await expectRefused(() => tellAs(owner, told(member, randomUUID())), notToBeTold);
    await expectRefused(() => tellAs(owner, told(stranger, foreignTaskId)), notToBeTold);
    const elsewhere = await createTenant(db.admin, { owner, member });
    for (const tenant of [acme, elsewhere]) {
      await expectRefused(() => tellAs(owner, { ...told(member), tenant }, elsewhere), notToBeTold);
    }
    const abroad = { ...told(stranger, foreignTaskId), tenant: globex };
    for (const entered of [acme, globex]) {
      await expectRefused(() => tellAs(owner, abroad, entered), notToBeTold);
    }
  });

  it("to an assignee who has left", async () => {
    const task = await taskFor(acme, owner, stranger);
    await expectRefused(() => tellAs(owner, told(stranger, task)), notToBeTold);
  });
});

test("a handing over is mailed by the function that does it, and by no caller", async () => {
  const sold = await createTenant(db.admin, { owner, member });
  const told = { template: "ownership", to: member.email, fields: {}, tenant: sold };
  await expectRefused(() => tellAs(owner, told), notItsForm);
  await expectRefused(
    () =>
      writeTenant(inside(sold, owner), async (tx) => {
        await transferOwnership(tx, member.id);
        await tell(tx, told);
      }),
    notItsForm,
  );
});

describe("a deletion is not mailed", () => {
  const told = (to: TestUser, tenant: TestTenant) => ({
    template: "deletion",
    to: to.email,
    fields: {},
    tenant,
  });
  const deleting = (tenant: TestTenant, then: (tx: TenantWriter) => Promise<unknown>) =>
    writeTenant(inside(tenant, owner), async (tx) => {
      await deleteOwnTenant(tx);
      await then(tx);
    });

  it("where nothing was deleted, or before", async () => {
    await expectRefused(() => tellAs(owner, told(partner, acme)), notToBeTold);
    const ended = await createTenant(db.admin, { owner: [owner, partner] });
    await deleting(ended, async () => {});
    await expectRefused(() => tellAs(owner, told(partner, ended)), notToBeTold);
  });

  it("to others than an owner, or of another tenant", async () => {
    const ended = await createTenant(db.admin, { owner, member });
    for (const to of [member, stranger]) {
      await expectRefused(() => deleting(ended, (tx) => tell(tx, told(to, ended))), notToBeTold);
    }
    await expectRefused(() => deleting(ended, (tx) => tell(tx, told(stranger, globex))), notToBeTold);
  });
});
