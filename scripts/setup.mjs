// Prepares what a command needs: `--build` the application, `--browser` a browser. Silent if all is there.
// Plain JavaScript without dependencies: it runs on Node 20, before the pinned Node and TypeScript are there.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const wanted = new Set(process.argv.slice(2));
const pinnedNode = "node_modules/node/bin/node";
const installedStamp = "node_modules/.rowhouse-installed";
const builtStamp = "build/.rowhouse-built";
const browserStamp = "node_modules/.rowhouse-browser";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20) fail(`Rowhouse needs Node 20 or newer to install itself; this is ${process.version}.`);

if (!isInPlace()) {
  await myTurn();
  if (!hasDependencies()) installDependencies();
  if (wanted.has("--build") && !hasBuild()) build();
  if (wanted.has("--browser") && !hasBrowser()) findBrowser();
  process.exit(0);
}

function isInPlace() {
  return (
    hasDependencies() && (!wanted.has("--build") || hasBuild()) && (!wanted.has("--browser") || hasBrowser())
  );
}

function hasDependencies() {
  return read(installedStamp) === dependenciesState() && existsSync(pinnedNode);
}

/** What was asked for, and for what machine: a folder may be mounted on another. */
function dependenciesState() {
  const { dependencies, devDependencies, allowScripts } = readJson("package.json");
  const asked = JSON.stringify({ dependencies, devDependencies, allowScripts });
  return hash(asked, read("package-lock.json"), process.platform, process.arch);
}

function installDependencies() {
  if (!wasInstalledByHand()) {
    say("Installing dependencies…");
    // npm leaves out development dependencies, which build and test, if NODE_ENV says production.
    run(
      "npm",
      ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"],
      "The dependencies couldn't be installed. Is the package registry within reach?",
    );
  }
  installPinnedNode();
  writeFileSync(installedStamp, dependenciesState());
}

/** By `npm install` or `npm ci`: npm's own note of what is there then agrees with the lock file. */
function wasInstalledByHand() {
  if (!existsSync("node_modules/.package-lock.json")) return false;
  const there = readJson("node_modules/.package-lock.json").packages;
  return Object.entries(readJson("package-lock.json").packages).every(
    ([path, { version, optional, link }]) =>
      path === "" || link || there[path]?.version === version || (optional && !there[path]),
  );
}

/** npm may be told to run no install scripts: then the one of the pinned Node runs here. */
function installPinnedNode() {
  const { version } = readJson("node_modules/node/package.json");
  const failure = "The pinned Node couldn't be installed. Remove node_modules and try again.";
  if (!existsSync(pinnedNode)) {
    run(process.execPath, ["installArchSpecificPackage.js"], failure, { cwd: "node_modules/node" });
  }
  const { stdout } = spawnSync(pinnedNode, ["--version"], { encoding: "utf8" });
  if (stdout?.trim() !== `v${version}`) fail(failure);
}

function hasBuild() {
  return read(builtStamp) === sourcesState();
}

function sourcesState() {
  const files = ["package-lock.json", "vite.config.ts", "react-router.config.ts", "tsconfig.json"];
  for (const folder of ["app", "db", "public"]) files.push(...filesBelow(folder));
  const sources = files.filter((file) => !/\.test\.tsx?$/.test(file));
  return hash(...sources.flatMap((file) => [file, readFileSync(file)]));
}

function build() {
  const state = sourcesState();
  say("Building…");
  rmSync(builtStamp, { force: true });
  run(pinnedNode, ["node_modules/@react-router/dev/bin.cjs", "build"], "The application couldn't be built.", {
    env: { ...process.env, NODE_ENV: "production" },
  });
  writeFileSync(builtStamp, state);
}

function hasBrowser() {
  const path = read(browserStamp);
  return path !== "" && existsSync(path);
}

function findBrowser() {
  const found = playwrightsOwn() ?? systemChromium() ?? installedChromium();
  if (!found)
    fail("The tests need a Chromium. Install one (Debian: apt-get install chromium) and run this again.");
  writeFileSync(browserStamp, found);
}

function playwrightsOwn() {
  const script = 'console.log(require("playwright-core").chromium.executablePath())';
  const path = spawnSync(pinnedNode, ["-e", script], { encoding: "utf8" }).stdout.trim();
  return [path].find(runs);
}

function systemChromium() {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(":");
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(runs);
}

/** The file may only say how to get the browser, or the browser may lack its libraries. */
function runs(path) {
  return existsSync(path) && spawnSync(path, ["--version"], { stdio: "ignore" }).status === 0;
}

function installedChromium() {
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("Installing Chromium for the browser tests…");
    const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, stdio: "ignore" };
    const packages = ["--no-install-recommends", "chromium", "fonts-liberation"];
    spawnSync("apt-get", ["update", "-qq"], options);
    spawnSync("apt-get", ["install", "-y", "-qq", ...packages], options);
    const installed = systemChromium();
    if (installed) return installed;
  }
  say("Downloading Chromium for the browser tests…");
  spawnSync(pinnedNode, ["node_modules/playwright/cli.js", "install", "chromium"], { stdio: "ignore" });
  return playwrightsOwn();
}

/** One setup at a time. The turn is a socket, which ends with its process, so it is never stale. */
async function myTurn() {
  const { dev, ino } = statSync(".");
  const name = `rowhouse-setup-${dev}-${ino}`;
  const hasNoFile = process.platform === "linux" && (major > 20 || minor >= 4);
  const address = hasNoFile ? `\0${name}` : join(tmpdir(), `${name}.socket`);
  for (let waits = 0; !(await listens(address)); waits++) {
    if (waits === 0) say("Waiting for another setup of this folder…");
    if (!hasNoFile && !(await answers(address))) rmSync(address, { force: true });
    await delay(100);
  }
}

function listens(address) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => {
      if (error.code !== "EADDRINUSE") fail(`Setup can't take its turn (${error.code}).`);
      resolve(false);
    });
    server.listen(address, () => resolve(true));
  });
}

function answers(address) {
  return new Promise((resolve) => {
    const socket = connect(address, () => resolve(true));
    socket.once("error", () => resolve(false)).once("connect", () => socket.destroy());
  });
}

function run(command, args, failure, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 64 << 20,
    ...options,
  });
  if (status === 0) return;
  const output = `${stdout ?? ""}${stderr ?? ""}${error ? `${error.message}\n` : ""}`;
  fail(`${output}${failure} What went wrong stands above.`);
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}

function hash(...parts) {
  const sum = createHash("sha256");
  for (const part of parts) sum.update(part);
  return sum.digest("hex");
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
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
