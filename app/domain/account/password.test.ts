import { argon2, createHash } from "node:crypto";
import { expect, test, vi } from "vitest";
import { longestText } from "#tests/harness/longest-text.ts";
import { hashPassword, passwordTag } from "./password.ts";

vi.mock("node:crypto", { spy: true });

/** What the database stores, and what it would say of how to derive the tag. */
async function kept(password: string) {
  const stored = await hashPassword(password);
  const [, derivation = "", hash] = /^(.*)\$([^$]+)$/.exec(stored) ?? [];
  return { stored, derivation, hash };
}

/** As control.proves_password() compares. */
async function isProved({ derivation, hash }: { derivation: string; hash?: string }, password: string) {
  const tag = await passwordTag(derivation, password);
  return tag !== null && createHash("sha256").update(tag).digest("base64").replace("=", "") === hash;
}

test("a password is kept as the hash of argon2id's tag, with a salt of its own", async () => {
  const [one, two] = await Promise.all([hashPassword("tell nobody this"), hashPassword("tell nobody this")]);
  expect(one).toMatch(/^\$argon2id-sha256\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(one).not.toBe(two);
});

test("only the same password is accepted", async () => {
  const known = await kept("tell nobody this");
  expect(await isProved(known, "tell nobody this")).toBe(true);
  expect(await isProved(known, "tell nobody that")).toBe(false);
  expect(await isProved(known, "")).toBe(false);
});

test("the same characters in another form are the same password", async () => {
  expect(await isProved(await kept("cafe\u0301 au lait"), "caf\u00e9 au lait")).toBe(true);
});

test("a tag is derived with the parameters of its own", async () => {
  // Reference vector of the argon2 command line: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 32
  const tag = await passwordTag("$argon2id-sha256$v=19$m=65536,t=2,p=1$c29tZXNhbHQ", "password");
  expect(tag?.toString("base64")).toBe("CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc=");
});

test.each([
  null,
  "",
  "none",
  "$argon2id-sha256$v=19$m=1,t=1,p=1$a",
  "$2b$12$abcdefghijklmnopqrstuv",
  "$argon2id-sha256$v=19$m=100000,t=2,p=1$c29tZXNhbHQ",
  "$argon2id-sha256$v=19$m=19456,t=10,p=1$c29tZXNhbHQ",
])("no password has a tag for the derivation %j, at the cost of a wrong password", async (derivation) => {
  expect(await passwordTag(derivation, "tell nobody this")).toBeNull();
  expect(vi.mocked(argon2).mock.calls.map(([, work]) => work)).toMatchObject([
    { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 },
  ]);
});

const oneHash = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
const longest = "\u{1f980}".repeat(200);

test("a password of 200 characters is accepted, however many units of a string they take", async () => {
  expect(await isProved(await kept(longest), longest)).toBe(true);
});

test.each([
  ["one character more", `${longest}x`],
  ["a megabyte of combining marks", "\u0301".repeat(500_000)],
])("%s is a wrong password, and costs the work of any other", async (_what, password) => {
  const derivations = [(await kept(longest)).derivation, (await kept("")).derivation, null];
  for (const derivation of derivations) {
    vi.mocked(argon2).mockClear();
    expect(await longestText(() => passwordTag(derivation, password))).toBeLessThanOrEqual(400);
    expect(await passwordTag(derivation, password)).toBeNull();
    expect(vi.mocked(argon2).mock.calls.map(([, work]) => work)).toMatchObject([oneHash, oneHash]);
  }
});

test("a password longer than the rules allow is never hashed", async () => {
  await expect(hashPassword(`${longest}x`)).rejects.toThrow(RangeError);
});
