import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { newToken } from "#app/base/token.ts";
import { normalEmail } from "#app/domain/account/email.ts";
import { templateNames } from "#app/domain/mail/templates.ts";
import { transferOwnership } from "#app/domain/membership/membership.ts";
import { deleteOwnTenant } from "#app/domain/tenant/deletion.ts";
import { writeControl, writeTenant } from "#db/transaction.ts";
import { createMail, mailsWhere } from "#tests/factories/mails.ts";
import { createTenant, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { poolAs } from "#tests/harness/database.ts";
import { mailbox, notItsForm, notToBeTold, useMailWriters } from "#tests/harness/mail-writers.ts";

/** What the passwords of the roles that serve people could have mailed. */

let owner: TestUser;
let partner: TestUser;
let admin: TestUser;
let member: TestUser;
let acme: TestTenant;
let taskId: string;
const { db, inside, outside, tell, tellAs, ownInvitation, expectRefused } = useMailWriters((cast) => {
  ({ owner, partner, admin, member, acme, taskId } = cast);
});

const token = newToken();
const site = "http://rowhouse.test";

const tellAccount = (template: string, to: string, fields: unknown) =>
  db.admin.query("select from control.write_account_mail($1, $2, $3, $4)", [
    randomUUID(),
    template,
    to,
    fields,
  ]);

describe("on the outbox itself", () => {
  const pools: Partial<Record<string, Pool>> = {};
  const roles = ["rowhouse_app", "rowhouse_worker"] as const;
  beforeAll(async () => {
    for (const role of roles) pools[role] = poolAs(role, db);
    await createMail(db.admin);
  });
  afterAll(() => Promise.all(Object.values(pools).map((pool) => pool?.end())));

  it.each(roles)("%s can't insert", async (role) => {
    const insertion =
      "insert into control.mails (id, to_email, template) values (gen_random_uuid(), 'a@example.test', 'email-in-use')";
    await expectRefused(async () => pools[role]?.query(insertion), notToBeTold);
  });

  it.each(["to_email", "template", "fields", "tenant_id", "invited_by", "created_at"])(
    "no role that serves people can change %s",
    async (column) => {
      for (const role of roles) {
        const change = async () => pools[role]?.query(`update control.mails set ${column} = ${column}`);
        await expectRefused(change, notToBeTold);
      }
    },
  );

  it("rowhouse_app can neither read nor delete", async () => {
    for (const attempt of ["select from control.mails", "delete from control.mails"]) {
      await expectRefused(async () => pools.rowhouse_app?.query(attempt), notToBeTold);
    }
  });
});

interface Written {
  template: string;
  to: string;
  write(): Promise<unknown>;
  /** Its subject, and a part of its body. */
  says: [subject: string, part: string];
}

async function everyTemplate(): Promise<Written[]> {
  const { id, email, mailed } = await ownInvitation(admin);
  const sold = await createTenant(db.admin, { owner, member }, { name: "Sold" });
  const ended = await createTenant(db.admin, { owner: partner }, { name: "Ended" });
  const accounts: [string, Record<string, string>, string, string][] = [
    ["password-reset", { token }, "Reset your Rowhouse password", `${site}/reset-password/${token}\n`],
    [
      "last-password-reset",
      { token },
      "Reset your Rowhouse password",
      `${site}/reset-password/${token}\n\nIt works once, and signs you out everywhere.`,
    ],
    ["password-changed", {}, "Your Rowhouse password was changed", `${site}/forgot-password`],
    [
      "verify-email",
      { token, invitation: mailed },
      "Confirm your address for Rowhouse",
      `${site}/verify-email/${token}?invitation=${mailed}\n`,
    ],
    [
      "leave-email",
      { token, newEmail: "new@example.test" },
      "Confirm that your Rowhouse account moves to another address",
      "new@example.test\n",
    ],
    ["take-email", { token }, "Confirm your new address for Rowhouse", `${site}/verify-email/${token}\n`],
    ["email-in-use", {}, "You have a Rowhouse account with this address", `${site}/login`],
    [
      "email-changed",
      { oldEmail: "old@example.test", newEmail: "new@example.test" },
      "Your Rowhouse account has another address",
      "moved from old@example.test to new@example.test",
    ],
  ];
  return [
    ...accounts.map(([template, fields, ...says]) => ({
      template,
      to: mailbox(template),
      write: () => tellAccount(template, mailbox(template), fields),
      says,
    })),
    {
      template: "invitation",
      to: email,
      write: () => tellAs(admin, { template: "invitation", to: email, fields: { invitationId: id } }),
      says: ["Adam invites you to “Acme” on Rowhouse", `as a viewer`],
    },
    {
      template: "assignment",
      to: member.email,
      write: () => tellAs(owner, { template: "assignment", to: member.email, fields: { taskId } }),
      says: ["Olga gave you a task: Paint it", `in the project “Porch”.\n\n${site}/${acme.slug}/projects/`],
    },
    {
      template: "ownership",
      to: member.email,
      write: () => writeTenant(inside(sold, owner), (tx) => transferOwnership(tx, member.id)),
      says: ["You own the workspace “Sold” now", `Olga handed the workspace`],
    },
    {
      template: "deletion",
      to: partner.email,
      write: () => writeTenant(inside(ended, partner), deleteOwnTenant),
      says: ["The workspace “Ended” was deleted", `Paul deleted a workspace of which you are an owner`],
    },
  ];
}

test("each template is taken with its fields, and says what the data says", async () => {
  const all = await everyTemplate();
  expect(all.map(({ template }) => template).sort()).toEqual(templateNames.toSorted());
  for (const { template, to, write, says } of all) {
    await write();
    const mails = await mailsWhere(db.admin, "to_email = $1", to, site);
    const [subject, part] = says;
    expect(mails).toContainEqual({ to, template, subject, body: expect.stringContaining(part) });
  }
});

test("what lets people in is kept apart from what is said", async () => {
  const stored = async (to: string) =>
    (
      await db.admin.query(
        "select fields, secrets, invited_by, tenant_id from control.mails where to_email = $1",
        [to],
      )
    ).rows;
  const { id, email, mailed } = await ownInvitation(owner);
  await tellAs(owner, { template: "invitation", to: email, fields: { invitationId: id } });
  expect(await stored(email)).toEqual([
    {
      fields: { inviterName: "Olga", tenantName: "Acme", role: "viewer", until: expect.any(String) },
      secrets: { token: expect.stringMatching(/^[\w-]{43}$/) },
      invited_by: owner.id,
      tenant_id: acme.id,
    },
  ]);
  const secrets = { token, invitation: mailed };
  await tellAccount("verify-email", mailbox("secrets"), secrets);
  expect(await stored(mailbox("secrets"))).toEqual([
    { fields: {}, secrets, invited_by: null, tenant_id: null },
  ]);
});

test("a mail is written once, however often its id is given", async () => {
  const [id, to] = [randomUUID(), mailbox("twice")];
  for (const _ of [1, 2]) {
    await db.admin.query("select from control.write_account_mail($1, 'email-in-use', $2, '{}')", [id, to]);
  }
  expect(await mailsWhere(db.admin, "to_email = $1", to)).toHaveLength(1);
});

const longLocal = "x".repeat(65);
const emails = [
  ...[
    "ada@example.test",
    "a.b+c@sub.example.test",
    "x@xn--bcher-kva.example",
    "a@b.cd",
    "o'neil@example.test",
  ],
  ...[
    "Ada@example.test",
    "ada",
    "@example.test",
    "ada@",
    "ada@example",
    "ada@@example.test",
    ".a@example.test",
  ],
  ...[
    "a..b@example.test",
    "ada@-a.test",
    "ada@a-.test",
    "ada@example.1",
    "zoë@example.test",
    " a@example.test",
  ],
  ...[
    "a@example.test\n",
    "a\n@example.test",
    "a@example.test, b@example.test",
    "<a@example.test>",
    "a b@c.test",
  ],
  ...["https://evil.test/a@example.test", "a@evil.test/win", `${longLocal}@example.test`],
  ...[`${longLocal.slice(1)}@example.test`, `a@${"x".repeat(64)}.test`, `a@${"x.".repeat(125)}test`, ""],
];

it.each(emails)("the database takes the same for an email as the application: %j", async (given) => {
  const { rows } = await db.admin.query("select control.is_email($1) as taken", [given]);
  expect(rows).toEqual([{ taken: normalEmail(given) === given }]);
});

describe("a mail about an account", () => {
  const to = "a@example.test";
  it.each<[what: string, template: string, fields: unknown, to?: string | null]>([
    ["an unknown template", "lottery", {}],
    ["no template", "", {}],
    ["a template of tenants", "invitation", { token }],
    ["no fields", "password-changed", null],
    ["a list", "password-changed", "[]"],
    ["a missing field", "password-reset", {}],
    ["one of two fields", "leave-email", { token }],
    ["a field too many", "password-reset", { token, note: "You won" }],
    ["a field of another template", "password-reset", { token, newEmail: to }],
    ["an invitation that is no part of it", "take-email", { token, invitation: token }],
    ["a token with another end", "password-reset", { token: `${token.slice(1)}/` }],
    ["a token with a line break", "password-reset", { token: `${token}\n` }],
    ["a short token", "password-reset", { token: token.slice(1) }],
    ["a long token", "password-reset", { token: `${token}x` }],
    ["a token that is no text", "password-reset", { token: [token] }],
    ["a token that is null", "password-reset", { token: null }],
    ["a URL for an invitation", "verify-email", { token, invitation: "https://evil.test/win" }],
    ["a URL for an email", "leave-email", { token, newEmail: "https://evil.test/win" }],
    ["a sentence for an email", "leave-email", { token, newEmail: "call us at a@example.test" }],
    ["two lines for an email", "leave-email", { token, newEmail: "a@example.test\nCall us" }],
    ["a control character", "email-changed", { oldEmail: "a\u001b@example.test", newEmail: to }],
    ["a long email", "email-changed", { oldEmail: to, newEmail: `${longLocal}@example.test` }],
    ["a recipient that is no email", "password-changed", {}, "Ada"],
    ["two recipients", "password-changed", {}, "a@example.test, b@example.test"],
    ["a recipient in another form", "password-changed", {}, "A@example.test"],
    ["no recipient", "password-changed", {}, null],
  ])("is refused with %s", async (_, template, fields, recipient = to) => {
    await expectRefused(() => tellAccount(template, recipient as string, fields), notItsForm);
  });
});

describe("a mail about a tenant", () => {
  it.each<[what: string, template: string, fields: unknown]>([
    ["an unknown template", "lottery", {}],
    ["a template of accounts", "password-changed", {}],
    ["a missing field", "assignment", {}],
    ["a field too many", "assignment", { taskId: randomUUID(), title: "https://evil.test/win" }],
    ["names of the caller's", "deletion", { tenantName: "Your bank" }],
    ["an id with more behind it", "assignment", { taskId: `${randomUUID()}\nx` }],
    ["an id of no form", "invitation", { invitationId: "https://evil.test/win" }],
    ["a token of the caller's", "invitation", { token }],
  ])("is refused with %s", async (_, template, fields) => {
    await expectRefused(() => tellAs(owner, { template, to: member.email, fields }), notItsForm);
  });

  it("is refused where no tenant is entered", async () => {
    const told = { template: "assignment", to: member.email, fields: { taskId } };
    for (const user of [owner, null]) {
      await expectRefused(() => writeControl(outside(user), (tx) => tell(tx, told)), notToBeTold);
    }
  });
});
