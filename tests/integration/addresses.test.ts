import { beforeEach, describe, expect, it } from "vitest";
import { goodPassword, newestMail, signUp } from "#tests/factories/accounts.ts";
import { useApp } from "#tests/harness/app.ts";
import type { Visitor } from "#tests/harness/visitor.ts";

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

async function account(address: string) {
  const { rows } = await app.db.admin.query(
    `select id, email_verified_at is not null as "isVerified" from control.users where email = $1`,
    [address],
  );
  return rows[0];
}

const linkTo = async (to: string) => (await newestMail(app, to)).path;
const mailsTo = async (to: string) =>
  (await app.db.admin.query("select from control.mails where to_address = $1", [to])).rowCount;
const askFor = (address: string, password = goodPassword) =>
  ada.post("/account/email", { email: address, currentPassword: password });
const expire = (table: string) =>
  app.db.admin.query(`update control.${table} set expires_at = now() - interval '1 minute'`);

describe("proving an address", () => {
  it("takes the button behind the mailed link, not the link alone", async () => {
    const link = await linkTo(email);
    expect(link).toMatch(/^\/confirm-address\/[\w-]{43}$/);
    const page = await app.visitor().get(link);
    expect([page.status, page.text.includes(email)]).toEqual([200, true]);
    expect((await account(email)).isVerified).toBe(false);
    expect((await app.visitor().post(link)).text).toContain("Your address is confirmed");
    expect((await account(email)).isVerified).toBe(true);
    expect((await app.visitor().get(link)).text).toContain("Your address is confirmed");
    expect((await ada.get("/account/email")).text).toContain("Confirmed");
  });

  it("is done by one of twenty who press it at once", async () => {
    const link = await linkTo(email);
    const answers = await Promise.all(Array.from({ length: 20 }, () => app.visitor().post(link)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(410)]);
  });

  it("goes by the newest mail alone", async () => {
    const first = await linkTo(email);
    expect((await ada.post("/account/email", { intent: "verify" })).status).toBe(302);
    expect((await app.visitor().post(first)).status).toBe(410);
    expect((await app.visitor().post(await linkTo(email))).status).toBe(200);
  });

  it("ends with the day, and says what to do then", async () => {
    const link = await linkTo(email);
    await expire("address_verifications");
    for (const answer of [await app.visitor().get(link), await app.visitor().post(link)]) {
      expect([answer.status, answer.text.includes("Ask for a new link")]).toEqual([410, true]);
    }
    expect((await account(email)).isVerified).toBe(false);
  });

  it.each(["x", "0".repeat(43), "%00", "..%2f"])(
    "answers an unknown link %s like a spent one",
    async (token) => {
      expect([400, 410]).toContain((await app.visitor().get(`/confirm-address/${token}`)).status);
      expect([400, 410]).toContain((await app.visitor().post(`/confirm-address/${token}`)).status);
    },
  );

  it("sends no more than ten mails an hour", async () => {
    const statuses: number[] = [];
    for (let mail = 0; mail < 11; mail++)
      statuses.push((await ada.post("/account/email", { intent: "verify" })).status);
    expect(statuses).toEqual([...Array(10).fill(302), 429]);
  });

  it("is done by a mailed password reset as well", async () => {
    await app.visitor().post("/forgot-password", { email });
    await app.visitor().post(await linkTo(email), { password: "another owl river" });
    expect((await account(email)).isVerified).toBe(true);
  });
});

describe("changing an address", () => {
  it("takes both mailboxes, whichever comes first, and tells both", async () => {
    const { id } = await account(email);
    expect((await askFor(` ${newEmail.toUpperCase()} `)).status).toBe(302);
    const links = [await linkTo(newEmail), await linkTo(email)];
    const half = await app.visitor().post(links[0] ?? "");
    expect(half.text).toContain("half-way");
    expect((await account(email)).id).toBe(id);
    expect((await ada.get("/account/email")).text).toContain("Waiting");
    expect((await app.visitor().post(links[1] ?? "")).text).toContain("has its new address");
    expect(await account(email)).toBeUndefined();
    expect(await account(newEmail)).toEqual({ id, isVerified: true });
    for (const to of [email, newEmail])
      expect((await newestMail(app, to)).subject).toBe("Your Rowhouse account has another address");
    const login = await app.visitor().post("/login", { email: newEmail, password: goodPassword });
    expect(login.status).toBe(302);
    expect((await ada.get("/account")).text).toContain(newEmail);
  });

  it("is made once when both confirm at once", async () => {
    await askFor(newEmail);
    const links = [await linkTo(newEmail), await linkTo(email)];
    const answers = await Promise.all([...links, ...links].map((link) => app.visitor().post(link)));
    expect(answers.filter(({ text }) => text.includes("has its new address"))).toHaveLength(1);
    expect((await account(newEmail)).isVerified).toBe(true);
  });

  it("asks for the password, and changes nothing without it", async () => {
    const answer = await askFor(newEmail, "wrong");
    expect([answer.status, answer.text.includes(newEmail)]).toEqual([400, true]);
    expect(await mailsTo(newEmail)).toBe(0);
  });

  it.each([["not an address"], [""], ["a@b"]])("refuses %j", async (address) => {
    expect((await askFor(address)).status).toBe(400);
  });

  it("refuses the address one has", async () => {
    expect((await askFor(email)).text).toContain("You have this address already.");
  });

  it("to somebody else's address looks the same, never happens, and tells them", async () => {
    const other = `other-${number}@example.test`;
    await signUp(app, { email: other });
    const answer = await askFor(other);
    const same = await ada.get("/account/email");
    expect([answer.status, answer.location]).toEqual([302, "/account/email"]);
    expect(same.text).toContain("Waiting");
    const told = await newestMail(app, other);
    expect([told.subject, told.path]).toEqual(["Your address is in use at Rowhouse", "/login"]);
    expect((await app.visitor().post(await linkTo(email))).text).toContain("half-way");
    expect((await account(email)).id).not.toBe((await account(other)).id);
  });

  it("fails if somebody takes the address in between, and nothing is changed", async () => {
    await askFor(newEmail);
    const links = [await linkTo(newEmail), await linkTo(email)];
    await app.visitor().post(links[0] ?? "");
    await signUp(app, { email: newEmail });
    const answer = await app.visitor().post(links[1] ?? "");
    expect([answer.status, answer.text.includes("That address can&#x27;t be used")]).toEqual([409, true]);
    expect((await account(email)).isVerified).toBe(false);
  });

  it.each([
    ["called off", () => ada.post("/account/email", { intent: "cancel" })],
    ["asked for anew", () => askFor(`third-${number}@example.test`)],
    ["a day old", () => expire("address_changes")],
    [
      "overtaken by a new password",
      () => ada.post("/account/password", { currentPassword: goodPassword, password: "quite another one" }),
    ],
  ])("is over once it is %s", async (_what, end) => {
    await askFor(newEmail);
    const links = [await linkTo(newEmail), await linkTo(email)];
    await end();
    for (const link of links) expect((await app.visitor().post(link)).status).toBe(410);
    expect((await account(email)).id).toBeDefined();
  });
});
