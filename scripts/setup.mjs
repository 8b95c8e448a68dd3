// Puts in place what a command needs, before npm runs it: `--build` the built application, `--browser` a browser for the
// tests. Plain JavaScript without dependencies: it runs on Node 20, before the pinned Node and TypeScript are installed.
// When all is in place it only compares a few files, and says nothing.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const wanted = new Set(process.argv.slice(2));

const [major] = process.versions.node.split(".").map(Number);
if (major < 20) fail(`Rowhouse needs Node 20 or newer to install itself; this is ${process.version}.`);

takingTurns(() => {
  installDependencies();
  if (wanted.has("--build")) build();
  if (wanted.has("--browser")) findBrowser();
});

function installDependencies() {
  const stamp = "node_modules/.rowhouse-installed";
  const state = hashOf(["package.json", "package-lock.json"]);
  if (read(stamp) === state && existsSync(pinnedNode())) return;
  say("Installing dependencies…");
  // Development dependencies build and test; npm leaves them out when NODE_ENV says production.
  run(
    "npm",
    ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"],
    "The dependencies couldn't be installed.",
  );
  if (!existsSync(pinnedNode())) {
    // npm was told to run no install scripts: this one puts the pinned Node where npm scripts find it first.
    run(
      process.execPath,
      ["installArchSpecificPackage.js"],
      "The pinned Node couldn't be installed.",
      "node_modules/node",
    );
  }
  writeFileSync(stamp, state);
}

function pinnedNode() {
  return "node_modules/node/bin/node";
}

function build() {
  const stamp = "build/.rowhouse-built";
  const sources = [...filesBelow("app"), ...filesBelow("db"), ...filesBelow("public")];
  const settings = ["package-lock.json", "vite.config.ts", "react-router.config.ts"];
  const state = hashOf([...settings, ...sources.filter((file) => !/\.test\.tsx?$/.test(file))]);
  if (read(stamp) === state) return;
  say("Building…");
  rmSync(stamp, { force: true });
  run(
    pinnedNode(),
    ["node_modules/@react-router/dev/bin.cjs", "build"],
    "The application couldn't be built.",
  );
  writeFileSync(stamp, state);
}

/** A Chromium for the tests: Playwright's own, the system's, or one installed now. */
function findBrowser() {
  const stamp = "node_modules/.rowhouse-browser";
  const known = read(stamp);
  if (known && existsSync(known)) return;
  const found = playwrightsOwn() ?? systemChromium() ?? installedChromium();
  if (!found)
    fail("The tests need a Chromium. Install one (Debian: apt-get install chromium) and run this again.");
  writeFileSync(stamp, found);
}

function playwrightsOwn() {
  const script = 'console.log(require("playwright-core").chromium.executablePath())';
  const path = spawnSync(pinnedNode(), ["-e", script], { encoding: "utf8" }).stdout.trim();
  return path && existsSync(path) ? path : undefined;
}

function systemChromium() {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(":");
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

function installedChromium() {
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("Installing Chromium for the browser tests…");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", ["update", "-qq"], { env, stdio: "ignore" });
    spawnSync(
      "apt-get",
      ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"],
      { env, stdio: "ignore" },
    );
    const installed = systemChromium();
    if (installed) return installed;
  }
  say("Downloading Chromium for the browser tests…");
  spawnSync(pinnedNode(), ["node_modules/playwright/cli.js", "install", "chromium"], { stdio: "ignore" });
  return playwrightsOwn();
}

/** Two commands started at once must not install or build over each other: the second waits, and finds the work done. */
function takingTurns(work) {
  const lock = ".rowhouse-setup";
  for (;;) {
    try {
      mkdirSync(lock);
      writeFileSync(join(lock, "pid"), String(process.pid));
      break;
    } catch (error) {
      if (error.code !== "EEXIST")
        fail(`This folder can't be written to (${error.code}). Make it writable, then try again.`);
    }
    const holder = Number(read(join(lock, "pid")));
    if (holder && !isAlive(holder)) rmSync(lock, { recursive: true, force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
  process.on("exit", () => rmSync(lock, { recursive: true, force: true }));
  work();
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function run(command, args, failure, cwd = ".") {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 64 << 20,
  });
  if (status !== 0)
    fail(
      `${stdout ?? ""}${stderr ?? ""}${failure} What went wrong stands above.${error ? ` ${error.message}` : ""}`,
    );
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}

function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
}

function read(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function say(text) {
  console.log(text);
}

function fail(text) {
  console.error(text);
  process.exit(1);
}
