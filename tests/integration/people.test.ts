import { beforeEach, expect, test } from "vitest";
import { renameOwnAccount } from "#app/domain/account/account.ts";
import { memberPage, namesOf } from "#app/domain/membership/reads.ts";
import { readTenant, writeDoor } from "#db/transaction.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useDatabase } from "#tests/harness/database.ts";

/** A tenant knows its people by rows of its own, which the database keeps. */

const db = useDatabase();
let owner: TestUser;
let member: TestUser;
let tenant: TestTenant;

beforeEach(async () => {
  owner = await createUser(db.admin, { name: "Olga" });
  member = await createUser(db.admin, { name: "Mia" });
  tenant = await createTenant(db.admin, { owner, member });
});

const rename = (user: TestUser, name: string) =>
  writeDoor({ database: db.database, ...asking(user) }, (tx) => renameOwnAccount(tx, { name }));
const seen = <T>(read: Parameters<typeof readTenant<T>>[1]) =>
  readTenant({ database: db.database, tenant, ...asking(owner) }, read);
const leave = () => db.admin.query("delete from control.memberships where user_id = $1", [member.id]);
const nameOfMember = () => seen(async (tx) => (await namesOf(tx, [member.id])).get(member.id));

test("a member's new name and email are told to each of their tenants", async () => {
  const other = await createTenant(db.admin, { owner: member });
  await rename(member, "Mia Moss");
  await db.admin.query("update control.users set email = 'moss@example.test' where id = $1", [member.id]);
  const { rows } = await seen((tx) => memberPage(tx, { page: 1 }));
  expect(rows).toContainEqual(
    expect.objectContaining({ id: member.id, name: "Mia Moss", email: "moss@example.test" }),
  );
  const { rows: told } = await db.admin.query(
    "select tenant_id, name from control.people where user_id = $1 order by tenant_id",
    [member.id],
  );
  expect(told).toEqual([tenant, other].map(({ id }) => ({ tenant_id: id, name: "Mia Moss" })));
});

test("who has left keeps the name that they had, and who comes back has the new one", async () => {
  await leave();
  await rename(member, "Mia Moss");
  expect(await nameOfMember()).toBe("Mia");
  await db.admin.query(
    "insert into control.memberships (tenant_id, user_id, role) values ($1, $2, 'viewer')",
    [tenant.id, member.id],
  );
  expect(await nameOfMember()).toBe("Mia Moss");
});

test("who gets a new name while they join has it in the tenant, too", async () => {
  for (let round = 0; round < 10; round++) {
    await leave();
    const joining = await db.admin.connect();
    await joining.query("begin");
    await joining.query(
      "insert into control.memberships (tenant_id, user_id, role) values ($1, $2, 'viewer')",
      [tenant.id, member.id],
    );
    const renaming = rename(member, `Mia ${round}`);
    await joining.query("commit");
    joining.release();
    await renaming;
    expect(await nameOfMember()).toBe(`Mia ${round}`);
  }
});

test("a name is no one else's to change, and nobody's without a session", async () => {
  const signedOut = { ...member, session: "none" };
  await expect(rename(signedOut, "Nobody")).rejects.toMatchObject({ code: "42501" });
  expect(await nameOfMember()).toBe("Mia");
});
