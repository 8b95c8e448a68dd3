import { expect, test } from "vitest";
import { newToken, tokenHash } from "#app/base/token.ts";
import { callOffEmailChange, openChange } from "#app/domain/account/email-change.ts";
import { followEmailLink } from "#app/domain/account/email-link.ts";
import { openVerification, verifyEmail } from "#app/domain/account/email-verification.ts";
import { replacePassword } from "#app/domain/account/password-change.ts";
import { openReset, requestReset, spendReset } from "#app/domain/account/password-reset.ts";
import * as outcome from "#app/domain/outcome.ts";
import { writeControl } from "#db/transaction.ts";
import { createInvitation } from "#tests/factories/invitations.ts";
import { asking, createTenant, createUser, type TestUser } from "#tests/factories/people.ts";
import { useDatabase } from "#tests/harness/database.ts";

const atOnce = 20;
const db = useDatabase({ poolSize: atOnce });

const all = <T>(run: (number: number) => Promise<T>) =>
  Promise.all(Array.from({ length: atOnce }, (_, number) => run(number)));
const nobody = () => ({ database: db.database, user: null, credential: null });
const as = (person: TestUser) => ({ database: db.database, ...asking(person) });

async function askedChange(person: TestUser) {
  const [leave, take, newEmail] = [newToken(), newToken(), `${newToken().toLowerCase()}@new.example.test`];
  const wanted = {
    userId: person.id,
    passwordHash: "none",
    newEmail,
    leaveToken: leave,
    takeToken: take,
  };
  const opened = await writeControl(as(person), (tx) => openChange(tx, wanted));
  expect(opened).toEqual({ oldEmail: person.email, isTaken: false });
  return { leave, take, newEmail };
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
    const token = newToken();
    const verification = { userId: person.id, email: person.email, tokenHash: tokenHash(token) };
    await writeControl(nobody(), (tx) => openVerification(tx, verification));
    return token;
  };
  const counted = await open();
  const used = await all(() => writeControl(nobody(), (tx) => verifyEmail(tx, tokenHash(counted))));
  expect(used.filter(({ kind }) => kind === "done")).toHaveLength(1);
  const answered = await open();
  const outcomes = await all(() => followEmailLink(nobody(), answered));
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
  const opened = await writeControl(nobody(), async (tx) => {
    await replacePassword(tx, { userId: person.id, passwordHash: "another" });
    const tokens = { leaveToken: newToken(), takeToken: newToken() };
    return openChange(tx, { userId: person.id, passwordHash: "none", newEmail: "x@example.test", ...tokens });
  });
  expect(opened).toBeNull();
});

test("verifying, calling off, new passwords, resets and invitations take turns and never deadlock", async () => {
  const owner = await createUser(db.admin);
  const tenant = await createTenant(db.admin, { owner });
  for (let round = 0; round < 60; round++) {
    const person = await createUser(db.admin, { isVerified: false });
    const { leave, take, newEmail } = await askedChange(person);
    const [reset, verification] = [newToken(), newToken()];
    const { mailed } = await createInvitation(db.admin, { tenant, by: owner, email: person.email });
    await writeControl(nobody(), async (tx) => {
      await openReset(tx, { userId: person.id, tokenHash: tokenHash(reset), lifetimeMinutes: 60 });
      await openVerification(tx, {
        userId: person.id,
        email: person.email,
        tokenHash: tokenHash(verification),
      });
    });
    const acts: (() => Promise<unknown>)[] = [
      () => followEmailLink(nobody(), leave),
      () => followEmailLink(nobody(), take),
      () => followEmailLink(nobody(), verification),
      () =>
        writeControl(nobody(), (tx) =>
          spendReset(tx, { tokenHash: tokenHash(reset), passwordHash: "reset" }),
        ),
      () => {
        const token = newToken();
        return writeControl(nobody(), (tx) => requestReset(tx, { email: person.email, token }));
      },
      () =>
        writeControl(as(person), (tx) =>
          tx.rows("select control.accept_invitation($1, false)", [tokenHash(mailed)]),
        ),
      ...(round % 2 ? [() => writeControl(as(person), (tx) => callOffEmailChange(tx, person.id))] : []),
      ...(round % 3
        ? [
            () =>
              writeControl(as(person), (tx) =>
                replacePassword(tx, { userId: person.id, passwordHash: "changed" }),
              ),
          ]
        : []),
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
