import { spawn } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";

/** A project in which npm and the build are small programs that note that they ran. */
let project = "";

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "rowhouse-setup-"));
  for (const folder of ["scripts", "bin", "app", "db", "public"]) await mkdir(join(project, folder));
  await copyFile("scripts/setup.mjs", join(project, "scripts/setup.mjs"));
  await write("package.json", JSON.stringify({ dependencies: { node: "1" } }));
  await write(
    "package-lock.json",
    JSON.stringify({ packages: { "": {}, "node_modules/node": { version } } }),
  );
  for (const name of ["vite.config.ts", "react-router.config.ts", "tsconfig.json"]) await write(name, "");
  await write("app/page.tsx", "one");
  await write("bin/npm", fakeNpm);
  await chmod(join(project, "bin/npm"), 0o755);
});

afterEach(() => rm(project, { recursive: true }));

const version = process.version.slice(1);
const fakeNpm = `#!/bin/sh
echo "npm $*" >> ran
[ -e broken ] && { echo "no such package"; exit 1; }
mkdir -p node_modules/node/bin node_modules/@react-router/dev
ln -sf "${process.execPath}" node_modules/node/bin/node
echo '{"version":"${version}"}' > node_modules/node/package.json
cat > node_modules/@react-router/dev/bin.cjs <<'JS'
require("fs").mkdirSync("build", { recursive: true });
require("fs").appendFileSync("ran", "build " + process.env.NODE_ENV + "\\n");
JS
`;
const install = "npm ci --include=dev --no-audit --no-fund --loglevel=error";

function write(path: string, content: string) {
  return writeFile(join(project, path), content);
}

function ran() {
  return readFile(join(project, "ran"), "utf8").then((log) => log.trim().split("\n"));
}

async function setup(...flags: string[]) {
  const env = { ...process.env, PATH: `${join(project, "bin")}${delimiter}${process.env.PATH}` };
  const child = spawn(process.execPath, [join(project, "scripts/setup.mjs"), ...flags], { env });
  const exit = new Promise((resolve) => child.once("close", resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { out, err, code };
}

test("it installs and builds once, then says and does nothing", async () => {
  const first = await setup("--build");
  expect(first).toEqual({ out: "Installing dependencies…\nBuilding…\n", err: "", code: 0 });
  expect(await setup("--build")).toEqual({ out: "", err: "", code: 0 });
  expect(await ran()).toEqual([install, "build production"]);
});

test("a changed source builds again, a changed test doesn't, a changed dependency installs again", async () => {
  await setup("--build");
  await write("app/page.test.tsx", "");
  expect((await setup("--build")).out).toBe("");
  await write("app/page.tsx", "two");
  expect((await setup("--build")).out).toBe("Building…\n");
  await write("package.json", JSON.stringify({ dependencies: { node: "2" } }));
  expect((await setup()).out).toBe("Installing dependencies…\n");
});

test("of two runs at once, one does the work and the other waits for it", async () => {
  const both = await Promise.all([setup("--build"), setup("--build")]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(await ran()).toEqual([install, "build production"]);
});

test("an installation made by hand is left alone", async () => {
  await setup();
  await rm(join(project, "node_modules/.rowhouse-installed"));
  await copyFile(join(project, "package-lock.json"), join(project, "node_modules/.package-lock.json"));
  expect((await setup()).out).toBe("");
  expect(await ran()).toEqual([install]);
});

test("a failure shows what npm said and one line, and the next run tries again", async () => {
  await write("broken", "");
  const failed = await setup();
  expect(failed.code).toBe(1);
  expect(failed.err).toMatch(/^no such package\nThe dependencies couldn't be installed\. .*\n$/);
  await rm(join(project, "broken"));
  expect((await setup()).code).toBe(0);
});
