import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { goodPassword } from "#tests/factories/accounts.ts";
import { mailsWhere } from "#tests/factories/mails.ts";
import { useApp } from "#tests/harness/app.ts";

/** Ten reset mails an hour, counted apart for the networks that an account knows. */
const app = useApp({ TRUST_PROXY: "1" });

const home = "198.51.100.7";
const abroad = "203.0.113.9";

const post = (from: string, path: string, fields: Record<string, string>) =>
  app.visitor().post(path, fields, { "X-Forwarded-For": from });

async function accountAtHome(): Promise<string> {
  const email = `${randomUUID()}@example.test`;
  expect((await post(home, "/signup", { name: "Ada", email, password: goodPassword })).status).toBe(302);
  return email;
}

/** At once. The answer is the same when no more is mailed. */
async function askTimes(times: number, from: string, email: string): Promise<void> {
  const ask = () => post(from, "/forgot-password", { email });
  const answers = await Promise.all(Array.from({ length: times }, ask));
  expect(answers.map(({ status }) => status)).toEqual(Array(times).fill(200));
}

const resetMails = (email: string) =>
  mailsWhere(app.db.admin, "template like '%password-reset' and to_email = $1", email);

test.each([
  ["another network", abroad],
  ["no address at all", "_hidden"],
])(
  "a stranger in %s leaves the owner's ten mails alone, and the owner the stranger's",
  async (_where, from) => {
    const email = await accountAtHome();
    await askTimes(12, from, email);
    expect(await resetMails(email)).toHaveLength(10);
    await askTimes(12, "198.51.100.200", email);
    expect(await resetMails(email)).toHaveLength(20);
  },
);

test("the tenth mail says that it is the last, and its link works", async () => {
  const email = await accountAtHome();
  await askTimes(9, abroad, email);
  const isLast = /This is the last such mail for now\./;
  expect((await resetMails(email)).filter(({ body }) => isLast.test(body))).toEqual([]);
  await askTimes(1, abroad, email);
  const last = (await resetMails(email)).filter(({ body }) => isLast.test(body));
  expect(last).toHaveLength(1);
  const path = /\/reset-password\/[\w-]{43}/.exec(last[0]?.body ?? "")?.[0] ?? "";
  expect((await post(abroad, path, { password: "quiet stone garden" })).status).toBe(302);
});

test("mails are asked for again once the oldest are an hour old", async () => {
  const email = await accountAtHome();
  await askTimes(10, abroad, email);
  await app.db.admin.query(
    `update control.password_resets set expires_at = expires_at - interval '61 minutes'
     where id in (select r.id from control.password_resets r join control.users u on u.id = r.user_id
                  where u.email = $1 order by r.created_at limit 3)`,
    [email],
  );
  await askTimes(5, abroad, email);
  expect(await resetMails(email)).toHaveLength(13);
});

test("signing in makes a network known, and a wrong password does not", async () => {
  const networksOf = async (email: string) =>
    (
      await app.db.admin.query(
        `select k.network from control.known_networks k join control.users u on u.id = k.user_id
         where u.email = $1 order by k.seen_at`,
        [email],
      )
    ).rows.map(({ network }) => network);
  const email = await accountAtHome();
  await post(abroad, "/login", { email, password: "not the right one" });
  expect(await networksOf(email)).toEqual(["198.51.100"]);
  await post(abroad, "/login", { email, password: goodPassword });
  await post("2001:db8:1:2::3", "/login", { email, password: goodPassword });
  expect(await networksOf(email)).toEqual(["198.51.100", "203.0.113", "2001:db8:1"]);
  for (let number = 0; number < 18; number++)
    await post(`10.0.${number}.1`, "/login", { email, password: goodPassword });
  const kept = await networksOf(email);
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([20, "203.0.113", "10.0.17"]);
});
