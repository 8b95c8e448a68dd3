import { beforeEach, describe, expect, it } from "vitest";
import { goodPassword, newestMail, signUp } from "#tests/factories/accounts.ts";
import { mailsWhere } from "#tests/factories/mails.ts";
import { createUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";
import type { Visitor } from "#tests/harness/visitor.ts";

/** What happens at the same time is in email-races.test.ts. */

const app = useApp({ SMTP_URL: "smtp://127.0.0.1:1" });
let number = 0;
let email: string;
let newEmail: string;
let ada: Visitor;

beforeEach(async () => {
  email = `ada-${++number}@example.test`;
  newEmail = `ada-${number}@new.example.test`;
  ada = await signUp(app, { email });
});

async function account(email: string) {
  const { rows } = await app.db.admin.query(
    `select id, email_verified_at is not null as "isVerified" from control.users where email = $1`,
    [email],
  );
  return rows[0];
}

async function mailsTo(to: string): Promise<string[]> {
  const newestFirst = await mailsWhere(app.db.admin, "to_email = $1", to);
  return newestFirst.map(({ subject }) => subject).reverse();
}

const linkTo = async (to: string) => (await newestMail(app, to)).path;
const open = (link: string) => app.visitor().get(link);
const press = (link: string) => app.visitor().post(link);
const page = async () => (await ada.get("/account/email")).text;
const askFor = (wanted: string, password = goodPassword) =>
  ada.post("/account/email", { email: wanted, currentPassword: password });

async function asked() {
  expect((await askFor(newEmail)).status).toBe(302);
  return { leave: await linkTo(email), take: await linkTo(newEmail) };
}

describe("both mailboxes have to agree", () => {
  it.each(["leave", "take"] as const)("whichever comes first: %s", async (first) => {
    const { id } = await account(email);
    const links = await asked();
    const [one, other] = first === "leave" ? [links.leave, links.take] : [links.take, links.leave];
    expect((await press(one)).text).toContain("half-way");
    expect(await account(email)).toEqual({ id, isVerified: false });
    expect(await account(newEmail)).toBeUndefined();
    expect((await page()).match(/>Confirmed</g)).toHaveLength(1);
    expect((await press(other)).text).toContain("has its new address");
    expect(await account(email)).toBeUndefined();
    expect(await account(newEmail)).toEqual({ id, isVerified: true });
    const told = "Your Rowhouse account has another address";
    expect([(await mailsTo(email)).at(-1), (await mailsTo(newEmail)).at(-1)]).toEqual([told, told]);
  });

  it("after the change the new email signs in, the old one doesn't, and sessions go on", async () => {
    const { leave, take } = await asked();
    await press(leave);
    await press(take);
    expect(await page()).toContain(newEmail);
    const signIn = (typed: string) => app.visitor().post("/login", { email: typed, password: goodPassword });
    expect([(await signIn(newEmail)).status, (await signIn(email)).status]).toEqual([302, 400]);
  });

  it("opening a link changes nothing, and says what pressing would do", async () => {
    const { leave, take } = await asked();
    const [leaving, taking] = [await open(leave), await open(take)];
    expect([leaving.status, taking.status]).toEqual([200, 200]);
    for (const shown of [email, newEmail]) expect(leaving.text).toContain(shown);
    expect(taking.text).toContain(newEmail);
    // A mistyped email may be a stranger's, who must not learn the other one.
    expect(taking.text).not.toContain(email);
    expect((await page()).match(/>Waiting</g)).toHaveLength(2);
  });

  it("a link that is opened or pressed again says what became of the change", async () => {
    const { leave, take } = await asked();
    await press(take);
    for (const answer of [await open(take), await press(take)])
      expect([answer.status, answer.text.includes("half-way")]).toEqual([200, true]);
    expect((await open(leave)).text).toContain("Confirm the change");
    await press(leave);
    for (const answer of [await open(take), await press(take), await open(leave), await press(leave)])
      expect([answer.status, answer.text.includes("has its new address")]).toEqual([200, true]);
    expect(await mailsTo(newEmail)).toHaveLength(2);
  });

  it("links to a new password in the old mailbox stop working after the change", async () => {
    await app.visitor().post("/forgot-password", { email });
    const reset = await linkTo(email);
    const { leave, take } = await asked();
    await press(leave);
    await press(take);
    expect((await app.visitor().post(reset, { password: "another owl river" })).status).toBe(410);
  });
});

describe("a change can't be asked for", () => {
  it("without the password", async () => {
    const answer = await askFor(newEmail, "wrong");
    expect([answer.status, answer.text.includes(newEmail)]).toEqual([400, true]);
    expect(answer.text).toContain("This is not your current password.");
    expect(await mailsTo(newEmail)).toEqual([]);
    expect(await page()).not.toContain("Waiting to be confirmed");
  });

  it.each([["not an address"], [""], ["a@b"], ["a\0@b.test"]])("to %j", async (wanted) => {
    expect((await askFor(wanted)).status).toBe(400);
  });

  it("to the email that the user has, however it is written", async () => {
    expect((await askFor(` ${email.toUpperCase()}`)).text).toContain("You have this address already.");
  });

  it("more than ten times an hour by one user, to whichever emails", async () => {
    for (let mail = 0; mail < 10; mail++) expect((await askFor(`${mail}-${newEmail}`)).status).toBe(302);
    expect((await askFor(newEmail)).status).toBe(429);
    expect(await mailsTo(newEmail)).toEqual([]);
    expect(await page()).toContain(`9-${newEmail}`);
  });

  it("more than ten times an hour for one mailbox, whichever users ask", async () => {
    const people = await Promise.all(
      ["x", "y"].map((name) => signUp(app, { email: `${name}-${number}@example.test` })),
    );
    const ask = (person: Visitor | undefined) =>
      person?.post("/account/email", { email: newEmail, currentPassword: goodPassword });
    for (let mail = 0; mail < 10; mail++) expect((await ask(people[mail % 2]))?.status).toBe(302);
    const refused = await askFor(newEmail);
    expect([refused.status, refused.text.includes(newEmail)]).toEqual([429, true]);
    expect(await mailsTo(newEmail)).toHaveLength(10);
  });
});

describe("an email that is another user's", () => {
  /** Without the user's own emails, so that two users can be compared. */
  async function seen(wanted: string) {
    const { status, location } = await askFor(wanted);
    const half = await press(await linkTo(email));
    const main = /<main.*<\/main>/s.exec(await page())?.[0] ?? "";
    const { rows } = await app.db.admin.query(
      `select (select count(*)::int from control.email_changes where old_email = $1) as changes,
         (select count(*)::int from control.mails where to_email = $1) as mails`,
      [email],
    );
    const told = main
      .replaceAll(wanted, "NEW")
      .replaceAll(email, "OLD")
      .replaceAll(/name="as" value="[^"]+"/g, "")
      .replace(/<time.*?>/g, "");
    return { status, location, half: [half.status, half.text.includes("half-way")], told, ...rows[0] };
  }

  it("looks like a free one, never becomes the asking user's, and its owner is told", async () => {
    const free = await seen(newEmail);
    expect(free.told).toContain("NEW");
    email = `eve-${number}@example.test`;
    ada = await signUp(app, { email });
    const owner = await createUser(app.db.admin);
    expect(await seen(owner.email)).toEqual(free);
    expect(await newestMail(app, owner.email)).toEqual({
      subject: "You have a Rowhouse account with this address",
      path: "/login",
    });
    expect((await account(owner.email)).id).toBe(owner.id);
    expect((await account(email)).id).not.toBe(owner.id);
  });

  it.each(["leave", "take"] as const)(
    "by the time both agree: %s is refused, and the change called off",
    async (last) => {
      const { leave, take } = await asked();
      await press(last === "leave" ? take : leave);
      await signUp(app, { email: newEmail });
      const [before, other] = [await account(email), await account(newEmail)];
      const answer = await press(last === "leave" ? leave : take);
      expect([answer.status, answer.text.includes("That address can&#x27;t be used")]).toEqual([409, true]);
      expect([await account(email), await account(newEmail)]).toEqual([before, other]);
      expect(await page()).not.toContain("Waiting to be confirmed");
      for (const link of [leave, take]) expect((await press(link)).status).toBe(410);
    },
  );
});

describe("a change is over once it is", () => {
  const expire = () =>
    app.db.admin.query("update control.email_changes set expires_at = now() where old_email = $1", [email]);
  const changePassword = () =>
    ada.post("/account/password", { currentPassword: goodPassword, password: "quite another one" });
  const resetPassword = async () => {
    await app.visitor().post("/forgot-password", { email });
    await app.visitor().post(await linkTo(email), { password: "quite another one" });
    await ada.post("/login", { email, password: "quite another one" });
  };

  it.each([
    ["called off", () => ada.post("/account/email", { intent: "cancel" })],
    ["asked for again", () => askFor(`third-${number}@example.test`)],
    ["a day old", expire],
    ["overtaken by a new password", changePassword],
    ["overtaken by a forgotten password", resetPassword],
  ])("%s, also half-way", async (_what, end) => {
    const { leave, take } = await asked();
    await press(take);
    await end();
    for (const link of [leave, take]) {
      expect([(await open(link)).status, (await press(link)).status]).toEqual([410, 410]);
    }
    expect(await account(email)).toBeDefined();
    expect(await page()).not.toContain(newEmail);
  });

  it("made: then there is nothing to call off", async () => {
    const { leave, take } = await asked();
    await press(take);
    await press(leave);
    const answer = await ada.post("/account/email", { intent: "cancel" });
    expect(decodeURIComponent(answer.headers.get("set-cookie") ?? "")).toContain("no change to call off");
    expect(await account(newEmail)).toBeDefined();
  });
});
