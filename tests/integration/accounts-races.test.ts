import { expect, test, vi } from "vitest";
import { hashPassword, passwordTag } from "#app/domain/account/password.ts";
import { changeOwnPassword } from "#app/domain/account/password-change.ts";
import { signIn } from "#app/domain/account/sign-in.ts";
import * as outcome from "#app/domain/outcome.ts";
import { isNotEntered } from "#db/transaction.ts";
import { givePassword, replacePassword } from "#tests/factories/passwords.ts";
import { asking, createUser, type TestUser } from "#tests/factories/people.ts";
import { useDatabase } from "#tests/harness/database.ts";

/** A password is set while the one before is being checked: the old one must let no one in. */

vi.mock("#app/domain/account/password.ts", { spy: true });

const db = useDatabase();
const browser = { token: null, userAgent: "", network: "192.0.2", longestDays: 180 };

async function look({ id }: TestUser) {
  const { rows } = await db.admin.query(
    `select password_hash as password,
       (select count(*)::int from control.sessions s where s.user_id = u.id) as sessions
     from control.users u where id = $1`,
    [id],
  );
  return rows[0];
}

test("signing in with the old password is refused, and begins no session", async () => {
  const person = await createUser(db.admin);
  const tag = await givePassword(db.admin, person);
  vi.mocked(passwordTag).mockImplementationOnce(async () => {
    await replacePassword(db.admin, person, "reset");
    return tag;
  });
  const credentials = { email: person.email, password: "owl lamp river", browser };
  expect(await signIn({ database: db.database, user: null, credential: null }, credentials)).toEqual(
    outcome.refused("wrong-credentials"),
  );
  expect(await look(person)).toEqual({ password: "reset", sessions: 0 });
});

test("changing the password by the old one ends with the session, and the new one stays", async () => {
  const person = await createUser(db.admin);
  const tag = await givePassword(db.admin, person);
  vi.mocked(passwordTag).mockResolvedValueOnce(tag);
  vi.mocked(hashPassword).mockImplementationOnce(async () => {
    await replacePassword(db.admin, person, "reset");
    return "changed";
  });
  const change = { currentPassword: "owl lamp river", password: "quiet stone garden", browser };
  const entry = { database: db.database, ...asking(person) };
  expect(await changeOwnPassword(entry, change).then(() => null, isNotEntered)).toBe(true);
  expect(await look(person)).toEqual({ password: "reset", sessions: 0 });
});
