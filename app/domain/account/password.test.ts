import { argon2 } from "node:crypto";
import { expect, test, vi } from "vitest";
import { longestText } from "#tests/harness/longest-text.ts";
import { hashPassword, verifyPassword } from "./password.ts";

vi.mock("node:crypto", { spy: true });

test("a password is kept as a PHC string of argon2id, with a salt of its own", async () => {
  const [one, two] = await Promise.all([hashPassword("tell nobody this"), hashPassword("tell nobody this")]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(one).not.toBe(two);
});

test("only the same password is accepted", async () => {
  const hash = await hashPassword("tell nobody this");
  expect(await verifyPassword(hash, "tell nobody this")).toBe(true);
  expect(await verifyPassword(hash, "tell nobody that")).toBe(false);
  expect(await verifyPassword(hash, "")).toBe(false);
});

test("the same characters in another form are the same password", async () => {
  expect(await verifyPassword(await hashPassword("cafe\u0301 au lait"), "caf\u00e9 au lait")).toBe(true);
});

test("hashes with other parameters stay readable", async () => {
  // Reference vector of the argon2 command line: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 32
  const hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  expect(await verifyPassword(hash, "password")).toBe(true);
  expect(await verifyPassword(hash, "passwort")).toBe(false);
});

test.each([null, "", "none", "$argon2id$v=19$m=1,t=1,p=1$a$b", "$2b$12$abcdefghijklmnopqrstuv"])(
  "no password is accepted for the hash %j, at the cost of a wrong password",
  async (hash) => {
    expect(await verifyPassword(hash, "tell nobody this")).toBe(false);
    expect(vi.mocked(argon2).mock.calls.map(([, work]) => work)).toMatchObject([
      { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 },
    ]);
  },
);

const oneHash = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
const longest = "\u{1f980}".repeat(200);

test("a password of 200 characters is accepted, however many units of a string they take", async () => {
  expect(await verifyPassword(await hashPassword(longest), longest)).toBe(true);
});

test.each([
  ["one character more", `${longest}x`],
  ["a megabyte of combining marks", "\u0301".repeat(500_000)],
])("%s is a wrong password, and costs the work of any other", async (_what, password) => {
  const hashes = [await hashPassword(longest), await hashPassword(""), null];
  for (const hash of hashes) {
    vi.mocked(argon2).mockClear();
    expect(await longestText(() => verifyPassword(hash, password))).toBeLessThanOrEqual(400);
    expect(await verifyPassword(hash, password)).toBe(false);
    expect(vi.mocked(argon2).mock.calls.map(([, work]) => work)).toMatchObject([oneHash, oneHash]);
  }
});

test("a password longer than the rules allow is never hashed", async () => {
  await expect(hashPassword(`${longest}x`)).rejects.toThrow(RangeError);
});
