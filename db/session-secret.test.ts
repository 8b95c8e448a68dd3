import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sessionSecretIn } from "./session-secret.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = join(await mkdtemp(join(tmpdir(), "rowhouse-")), "data");
});
afterEach(() => rm(join(dataDir, ".."), { recursive: true }));

test("processes that start at once all read the same secret, and so does a later one", async () => {
  const secrets = await Promise.all(Array.from({ length: 20 }, () => sessionSecretIn(dataDir)));
  expect(new Set([...secrets, await sessionSecretIn(dataDir)]).size).toBe(1);
  expect(secrets[0]).toMatch(/^[\w-]{43}$/);
});

test("nothing but the secret is left behind, and only its owner may read it", async () => {
  await Promise.all([sessionSecretIn(dataDir), sessionSecretIn(dataDir)]);
  expect(await readdir(dataDir)).toEqual(["session-secret"]);
  expect((await stat(join(dataDir, "session-secret"))).mode & 0o077).toBe(0);
});
