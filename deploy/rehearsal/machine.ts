import { execFile, execFileSync } from "node:child_process";
import { chmod, cp, mkdir, realpath, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { findBinaries } from "#db/embedded/binaries.ts";
import { copyContext } from "./context.ts";

export interface Machine {
  folder: string;
  /** In place of the base image: this Node and npm, where the official image has them. */
  base: string;
  context: string;
  /** In place of apt-get's PostgreSQL: a folder with its `bin`, `lib` and `share`. */
  postgres: string;
  npmCache: string;
  /** Does the work in place of root: a container's user isn't root. Empty: the current user. */
  account: { uid?: number; gid?: number };
}

/** Every account must be able to enter `folder`. */
export async function prepareMachine(source: string, folder: string): Promise<Machine> {
  const machine: Machine = {
    folder,
    base: join(folder, "base"),
    context: join(folder, "context"),
    postgres: join(folder, "postgres"),
    npmCache: join(folder, "npm-cache"),
    account: workingAccount(),
  };
  await layBase(machine.base);
  await mkdir(machine.context);
  await copyContext(source, machine.context);
  const { tree } = await findBinaries(undefined);
  await cp(tree ?? "", machine.postgres, { recursive: true, verbatimSymlinks: true });
  await copyNpmCache(machine.npmCache);
  const { uid, gid } = machine.account;
  if (uid !== undefined) await promisify(execFile)("chown", ["-R", `${uid}:${gid}`, folder]);
  return machine;
}

function workingAccount(): Machine["account"] {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

async function layBase(root: string): Promise<void> {
  const bin = join(root, "usr/local/bin");
  const npm = join(root, "usr/local/lib/node_modules/npm");
  for (const path of [bin, join(root, "tmp"), join(root, "home")]) await mkdir(path, { recursive: true });
  await cp(await realpath(process.execPath), join(bin, "node"));
  const installed = execFileSync("which", ["npm"], { encoding: "utf8" }).trim();
  await cp(dirname(dirname(await realpath(installed))), npm, { recursive: true });
  await symlink("../lib/node_modules/npm/bin/npm-cli.js", join(bin, "npm"));
  // Only root can give a file away. Here one account builds and runs.
  await writeFile(join(bin, "chown"), "#!/bin/sh\n");
  await chmod(join(bin, "chown"), 0o755);
}

async function copyNpmCache(copy: string): Promise<void> {
  const cache = execFileSync("npm", ["config", "get", "cache"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
  await mkdir(copy);
  await cp(join(cache, "_cacache"), join(copy, "_cacache"), { recursive: true }).catch(() => {});
}
