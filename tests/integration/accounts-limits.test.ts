import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { goodPassword } from "#tests/factories/accounts.ts";
import { useApp } from "#tests/harness/app.ts";
import { connectRaw, formHead } from "#tests/harness/raw-connection.ts";

const app = useApp({ RATE_LIMIT_SIGN_IN: "4", TRUST_PROXY: "1" });

/** From an IP address that the trusted proxy names. */
const post = (from: string, path: string, fields: Record<string, string>) =>
  app.visitor().post(path, fields, { "X-Forwarded-For": from });
const wrong = (from: string, email: string) => post(from, "/login", { email, password: "not the right one" });

async function account(): Promise<string> {
  const email = `${randomUUID()}@example.test`;
  const { rows } = await app.db.admin.query("select count(*)::int as taken from control.users");
  const answer = await post(`192.0.2.${rows[0].taken}`, "/signup", {
    name: "Ada",
    email,
    password: goodPassword,
  });
  expect(answer.status).toBe(302);
  return email;
}

test("a client that tried too often is told when to come back, and a good password doesn't help", async () => {
  const email = await account();
  for (let tries = 0; tries < 4; tries++)
    expect((await wrong("198.51.100.1", `${tries}@example.test`)).status).toBe(400);
  const refused = await post("198.51.100.1", "/login", { email, password: goodPassword });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused.headers.get("ratelimit")).toMatch(/^"sign-in";r=0;t=\d+$/);
  expect(refused.headers.get("ratelimit-policy")).toBe('"sign-in";q=4;w=60');
  expect(refused.text).toMatch(/Too many attempts. Try again in \d+ seconds?\./);
  expect(refused.text).not.toContain(goodPassword);
  expect(refused.headers.get("set-cookie")).toBeNull();
  expect((await post("198.51.100.2", "/login", { email, password: goodPassword })).status).toBe(302);
});

test.each(["/login", "/signup", "/forgot-password", `/reset-password/${"A".repeat(43)}`])(
  "an attempt at %s is counted, and refused, before anything of the form is there",
  async (path) => {
    const from = { "X-Forwarded-For": "198.51.101.9" };
    const head = formHead(app.origin, path, { ...from, "Content-Length": "100" });
    const counted = vi.spyOn(app.holds.attempts, "countForm");
    const begun = [];
    for (let tries = 1; tries <= 4; tries++) {
      const connection = await connectRaw(app.origin);
      connection.socket.write(head);
      await vi.waitFor(() => expect(counted).toHaveBeenCalledTimes(tries), 5_000);
      begun.push(connection);
    }
    const refused = await connectRaw(app.origin);
    refused.socket.write(head);
    expect(await refused.answerHead()).toMatch(/^HTTP\/1\.1 429 /);
    for (const { socket } of [...begun, refused]) socket.destroy();
  },
);

test("what was typed comes back if an account was tried too often", async () => {
  const email = await account();
  for (let tries = 0; tries < 4; tries++) await wrong(`203.0.116.${tries}`, email);
  const refused = await wrong("203.0.116.9", email);
  expect([refused.status, refused.text]).toEqual([429, expect.stringContaining(`value="${email}"`)]);
});

test("an account is guarded against one network, whose other clients don't help", async () => {
  const email = await account();
  for (let tries = 0; tries < 4; tries++) expect((await wrong(`203.0.113.${tries}`, email)).status).toBe(400);
  expect((await post("203.0.113.77", "/login", { email, password: goodPassword })).status).toBe(429);
  expect((await post("203.0.114.1", "/login", { email, password: goodPassword })).status).toBe(302);
});

test.each<[kind: string, addressAt: (number: number) => string]>([
  ["an IPv4 /24", (number) => `203.0.117.${number}`],
  ["an IPv6 /48", (number) => `2001:db8:9:${number.toString(16)}::1`],
])(
  "the clients of %s have ten times the attempts of one, at accounts of any kind",
  async (_kind, addressAt) => {
    const tries = Array.from({ length: 40 }, (_, number) =>
      wrong(addressAt(number), `${number}@example.test`),
    );
    expect((await Promise.all(tries)).map(({ status }) => status)).toEqual(Array(40).fill(400));
    const refused = await wrong(addressAt(99), "another@example.test");
    expect([refused.status, refused.headers.get("ratelimit-policy")]).toEqual([
      429,
      '"sign-in-network";q=40;w=60',
    ]);
    expect(refused.text).toMatch(/Too many attempts\. Try again in \d+ seconds?\./);
    expect((await post(addressAt(99), "/forgot-password", { email: "x@example.test" })).status).toBe(200);
  },
);

test("an account is guarded against many networks together", async () => {
  const email = await account();
  const tries = Array.from({ length: 41 }, (_, number) => wrong(`10.${number}.0.1`, email));
  const answers = (await Promise.all(tries)).map(({ status }) => status);
  expect(answers.sort()).toEqual([...Array(40).fill(400), 429]);
});

test("an unknown email is limited like a known one", async () => {
  for (let tries = 0; tries < 4; tries++) await wrong(`203.0.115.${tries}`, "nobody@example.test");
  expect((await wrong("203.0.115.9", "nobody@example.test")).status).toBe(429);
});

test("each form has its own count: a user who mistyped a password may still ask for a new one", async () => {
  for (const [path, fields] of [
    ["/login", { email: "x@example.test", password: "wrong" }],
    ["/signup", { name: "", email: "", password: "" }],
    ["/forgot-password", { email: "x@example.test" }],
    [`/reset-password/${"A".repeat(43)}`, { password: "wrong" }],
  ] as [string, Record<string, string>][]) {
    const answers = [];
    for (let tries = 0; tries < 5; tries++) answers.push((await post("198.51.100.50", path, fields)).status);
    expect(answers.slice(0, 4)).not.toContain(429);
    expect(answers[4]).toBe(429);
  }
});

test("a stolen session can't guess its owner's password", async () => {
  const person = app.visitor();
  const email = await account();
  await person.post("/login", { email, password: goodPassword }, { "X-Forwarded-For": "198.51.100.60" });
  const guess = (currentPassword: string) =>
    person.post("/account/password", { currentPassword, password: "quiet stone garden" });
  for (let tries = 0; tries < 4; tries++) expect((await guess(`guess number ${tries}`)).status).toBe(400);
  expect((await guess(goodPassword)).status).toBe(429);
});
