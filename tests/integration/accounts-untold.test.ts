import { argon2 } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { newestMail, signUp } from "#tests/factories/accounts.ts";
import { useApp } from "#tests/harness/app.ts";
import type { Answer } from "#tests/harness/visitor.ts";

/** No answer, nor its time, tells whether there is an account. The work is counted, so no clock is asked. */

vi.mock("node:crypto", { spy: true });
vi.mock("node:timers/promises", { spy: true });

const app = useApp();

test("a wrong password and an unknown email cost the same work", async () => {
  await signUp(app, { email: "known@example.test" });
  const workFor = async (email: string) => {
    const connected = vi.spyOn(app.holds.database.appPool, "connect").mockClear();
    vi.mocked(argon2).mockClear();
    const { status } = await app.visitor().post("/login", { email, password: "not the right one" });
    const hashes = vi.mocked(argon2).mock.calls.map(([, { memory, passes }]) => ({ memory, passes }));
    return { status, hashes, connections: connected.mock.calls.length };
  };
  const known = await workFor("known@example.test");
  expect(known).toMatchObject({ status: 400, hashes: [{ memory: 19_456, passes: 2 }] });
  expect(await workFor("nobody@example.test")).toEqual(known);
});

test("a forgotten password is answered alike with and without an account, at the same moment", async () => {
  const [there, absent] = ["there@example.test", "absent@example.test"];
  await signUp(app, { email: there });
  const { promise: moment, resolve: letCome } = Promise.withResolvers<void>();
  vi.mocked(pause).mockReturnValue(moment);
  const answered: string[] = [];
  const asked = [absent, there].map(async (email): Promise<Answer> => {
    const answer = await app.visitor().post("/forgot-password", { email });
    answered.push(email);
    return answer;
  });
  try {
    await vi.waitFor(async () => expect((await newestMail(app, there)).path).not.toBe(""), 5_000);
    expect(answered).toEqual([]);
    expect(vi.mocked(pause).mock.calls).toEqual([[200], [200]]);
  } finally {
    letCome();
  }
  const [toAbsent, toThere] = (await Promise.all(asked)).map(({ status, text }, index) => ({
    status,
    told: /<main.*<\/main>/s.exec(text)?.[0].replaceAll([absent, there][index] ?? "", "EMAIL"),
  }));
  expect(toThere).toEqual({ status: 200, told: expect.stringContaining("If there is an account") });
  expect(toAbsent).toEqual(toThere);
  expect(await newestMail(app, absent)).toEqual({ subject: "", path: "" });
});
