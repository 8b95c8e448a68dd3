import { expect, test } from "vitest";
import { newToken, tokenHash } from "#app/base/token.ts";
import { callOffEmailChange, openChange } from "#app/domain/account/email-change.ts";
import { followEmailLink } from "#app/domain/account/email-link.ts";
import { openVerification } from "#app/domain/account/email-verification.ts";
import { requestReset, spendReset } from "#app/domain/account/password-reset.ts";
import { acceptInvitation } from "#app/domain/invitation/link.ts";
import * as outcome from "#app/domain/outcome.ts";
import { isNotEntered, writeControl, writeDoor } from "#db/transaction.ts";
import { createInvitation } from "#tests/factories/invitations.ts";
import { givePassword, replacePassword } from "#tests/factories/passwords.ts";
import { asking, createTenant, createUser, type TestUser } from "#tests/factories/people.ts";
import { useDatabase } from "#tests/harness/database.ts";

const atOnce = 20;
const db = useDatabase({ poolSize: atOnce });

const all = <T>(run: (number: number) => Promise<T>) =>
  Promise.all(Array.from({ length: atOnce }, (_, number) => run(number)));
const nobody = () => ({ database: db.database, user: null, credential: null });
const as = (person: TestUser) => ({ database: db.database, ...asking(person) });

async function askedChange(person: TestUser) {
  const tag = await givePassword(db.admin, person);
  const newEmail = `${newToken().toLowerCase()}@example.test`;
  expect(await writeDoor(as(person), (tx) => openChange.first(tx, { tag, newEmail }))).toEqual({
    isAsked: true,
  });
  const [leave, take] = [await tokenMailedTo(person.email), await tokenMailedTo(newEmail)];
  // Only the mails that follow count.
  await db.admin.query("delete from control.mails where to_email in ($1, $2)", [person.email, newEmail]);
  return { leave, take, newEmail };
}

async function tokenMailedTo(email: string): Promise<string> {
  const { rows } = await db.admin.query(
    "select secrets ->> 'token' as token from control.mails where to_email = $1 order by created_at desc, id limit 1",
    [email],
  );
  return rows[0].token;
}

async function emailOf({ id }: TestUser): Promise<string> {
  const { rows } = await db.admin.query("select email from control.users where id = $1", [id]);
  return rows[0].email;
}

async function mailsTo(to: string): Promise<number | null> {
  return (await db.admin.query("select from control.mails where to_email = $1", [to])).rowCount;
}

test("of twenty uses of one link at once, one verifies the email, and the others say that it is verified", async () => {
  const person = await createUser(db.admin, { isVerified: false });
  const open = async () => {
    await writeDoor(as(person), (tx) => openVerification(tx, { invitation: null }));
    return tokenMailedTo(person.email);
  };
  const verified = () =>
    db.admin.query("select from control.users where id = $1 and email_verified_at is not null", [person.id]);
  expect((await verified()).rowCount).toBe(0);
  const first = await open();
  const late = await open();
  expect(await followEmailLink(nobody(), first)).toEqual(outcome.refused("gone"));
  const outcomes = await all(() => followEmailLink(nobody(), late));
  expect((await verified()).rowCount).toBe(1);
  expect(outcomes).toEqual(Array(atOnce).fill(outcome.done("verified")));
});

test("when both sides are verified at once, ten times each, the change is made once and told once", async () => {
  for (let round = 0; round < 30; round++) {
    const person = await createUser(db.admin);
    const { leave, take, newEmail } = await askedChange(person);
    const outcomes = await all((number) => followEmailLink(nobody(), number % 2 ? leave : take));
    expect(outcomes).toContainEqual(outcome.done("changed"));
    expect(await emailOf(person)).toBe(newEmail);
    expect([await mailsTo(person.email), await mailsTo(newEmail)]).toEqual([1, 1]);
  }
});

test("of two accounts that move to one email at once, one does", async () => {
  for (let round = 0; round < 30; round++) {
    const people = [await createUser(db.admin), await createUser(db.admin)] as const;
    const changes = [await askedChange(people[0]), await askedChange(people[1])] as const;
    await db.admin.query("update control.email_changes set new_email = $1 where user_id = $2", [
      changes[0].newEmail,
      people[1].id,
    ]);
    for (const { take } of changes)
      expect(await followEmailLink(nobody(), take)).toEqual(outcome.done("waits-for-other"));
    const outcomes = await all((number) => followEmailLink(nobody(), changes[number % 2 ? 0 : 1].leave));
    expect(outcomes).toContainEqual(outcome.done("changed"));
    expect(outcomes).toContainEqual(outcome.refused("taken"));
    const emails = [await emailOf(people[0]), await emailOf(people[1])];
    expect(emails.filter((email) => email === changes[0].newEmail)).toHaveLength(1);
    const { rows } = await db.admin.query(
      "select count(*)::int as open from control.email_changes where user_id = any($1) and ended_at is null",
      [people.map(({ id }) => id)],
    );
    expect(rows).toEqual([{ open: 0 }]);
  }
});

test("nothing is opened with a password that was changed while it was being checked", async () => {
  const person = await createUser(db.admin);
  const tag = await givePassword(db.admin, person);
  const wanted = { tag, newEmail: "x@example.test" };
  await givePassword(db.admin, person);
  expect(await writeDoor(as(person), (tx) => openChange.first(tx, wanted))).toEqual({ isAsked: false });
  expect(
    (await db.admin.query("select from control.email_changes where user_id = $1", [person.id])).rowCount,
  ).toBe(0);
});

/** A new password ends the session: then nothing of it happens. */
const unlessEnded = (work: Promise<unknown>) =>
  work.catch((error: unknown) => expect(isNotEntered(error)).toBe(true));

test("verifying, calling off, new passwords, resets and invitations take turns and never deadlock", async () => {
  const owner = await createUser(db.admin);
  const tenant = await createTenant(db.admin, { owner });
  for (let round = 0; round < 60; round++) {
    const person = await createUser(db.admin, { isVerified: false });
    const { leave, take, newEmail } = await askedChange(person);
    const reset = newToken();
    const { mailed } = await createInvitation(db.admin, { tenant, by: owner, email: person.email });
    await db.admin.query(
      `insert into control.password_resets (id, user_id, token_hash, expires_at)
       values (gen_random_uuid(), $1, $2, now() + interval '1 hour')`,
      [person.id, tokenHash(reset)],
    );
    await writeDoor(as(person), (tx) => openVerification(tx, { invitation: null }));
    const verification = await tokenMailedTo(person.email);
    const acts: (() => Promise<unknown>)[] = [
      () => followEmailLink(nobody(), leave),
      () => followEmailLink(nobody(), take),
      () => followEmailLink(nobody(), verification),
      () => writeDoor(nobody(), (tx) => spendReset(tx, { token: reset, passwordHash: "reset" })),
      () => writeDoor(nobody(), (tx) => requestReset(tx, { email: person.email, network: "192.0.2" })),
      () =>
        unlessEnded(
          writeControl(as(person), (tx) => acceptInvitation(tx, mailed, { isVerifiedOnly: false })),
        ),
      ...(round % 2 ? [() => unlessEnded(writeDoor(as(person), callOffEmailChange))] : []),
      ...(round % 3 ? [() => replacePassword(db.admin, person, "changed")] : []),
    ];
    await all(async (number) => acts[number % acts.length]?.());
    const { rows } = await db.admin.query(
      `select u.email, (select count(*)::int from control.password_resets r
         join control.mails m on sha256(convert_to(m.secrets ->> 'token', 'UTF8')) = r.token_hash
         where r.user_id = u.id and r.used_at is null) as resets
       from control.users u where id = $1`,
      [person.id],
    );
    // People who read the old mailbox have no way left into an account that has moved.
    if (rows[0].email === newEmail) expect(rows[0].resets).toBe(0);
    else expect(rows[0].email).toBe(person.email);
  }
});
