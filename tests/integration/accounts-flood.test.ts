import { argon2 } from "node:crypto";
import { expect, test, vi } from "vitest";
import { goodPassword, signUp } from "#tests/factories/accounts.ts";
import { useApp } from "#tests/harness/app.ts";

vi.mock("node:crypto", { spy: true });

const app = useApp({ TRUST_PROXY: "1" });

const { argon2: hash } = await vi.importActual<typeof import("node:crypto")>("node:crypto");

/** Hashes cost next to nothing here, and none is made before `until`. */
function hashFrom(until: Promise<void>) {
  vi.mocked(argon2).mockImplementation(
    (name, given, done) => void until.then(() => hash(name, { ...given, memory: 8, passes: 1 }, done)),
  );
}

/** Two at work, ten places of those that are kept, and the whole line that is open to all. */
const most = 2 + 10 + 400;

test("a flood of sign-ins from addresses that are always there doesn't keep out who comes for the first time", async () => {
  hashFrom(Promise.resolve());
  const email = "newcomer@example.test";
  await signUp(app, { email });
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  hashFrom(released);
  const seen: string[] = [];
  const signIn = async (who: string, address: string, fields: Record<string, string>) => {
    const { status } = await app.visitor().post("/login", fields, { "X-Forwarded-For": address });
    seen.push(`${who} ${status}`);
  };
  const flood = Array.from({ length: most + 2 }, (_, turn) =>
    signIn("flood", `203.0.113.${turn % 20}`, {
      email: `${turn}@example.test`,
      password: "not the right one",
    }),
  );
  try {
    await vi.waitFor(() => expect(seen).toEqual(["flood 503", "flood 503"]), 30_000);
    const counted = vi.spyOn(app.holds.attempts, "countAccount");
    const newcomer = signIn("newcomer", "198.51.100.7", { email, password: goodPassword });
    await vi.waitFor(() => expect(counted).toHaveBeenCalledWith(email, "198.51.100.7"), 10_000);
    release();
    await newcomer;
    expect(seen.at(-1)).toBe("newcomer 302");
    // Before it: two refused, two at work, and ten newcomers of the flood's network, each with one of the open line.
    expect(seen.length).toBeLessThan(100);
  } finally {
    release();
    await Promise.all(flood);
  }
});
