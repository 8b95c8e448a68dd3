import { type ChildProcess, execFile, spawn } from "node:child_process";
import { join, posix } from "node:path";
import { promisify } from "node:util";
import type { Machine } from "./machine.ts";

export interface Stage {
  machine: Machine;
  /** The folder that stands for `/`. */
  root: string;
  workdir: string;
  env: Record<string, string>;
}

export async function newStage(machine: Machine, number: number): Promise<Stage> {
  const stage = { machine, root: join(machine.folder, `stage-${number}`), workdir: "/", env: {} };
  await promisify(execFile)("cp", ["-a", machine.base, stage.root], machine.account);
  return stage;
}

export function pathIn({ root, workdir }: Stage, path: string): string {
  return join(root, posix.resolve(workdir, path));
}

/** Leads a command line's absolute paths into the stage. */
export function led(stage: Stage, line: string): string {
  return line.replace(/(?<=^|\s)\/(?=(app|data|usr\/local)(\/|\s|$))/g, `${stage.root}/`);
}

/** Runs as the image's user, with nothing of this machine's environment. Resolves to all output. */
export async function runIn(
  stage: Stage,
  [program = "", ...args]: string[],
  env: Record<string, string> = {},
): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(program, args, {
    ...optionsIn(stage, env),
    maxBuffer: 64 << 20,
  });
  return stdout + stderr;
}

export function startIn(
  stage: Stage,
  [program = "", ...args]: string[],
  env: Record<string, string>,
): ChildProcess {
  return spawn(program, args, { ...optionsIn(stage, env), stdio: ["ignore", "pipe", "pipe"] });
}

function optionsIn(stage: Stage, given: Record<string, string>) {
  const { root, machine } = stage;
  const env: Record<string, string> = {
    PATH: `${join(root, "usr/local/bin")}:/usr/bin:/bin`,
    HOME: join(root, "home"),
    TMPDIR: join(root, "tmp"),
  };
  for (const [name, value] of Object.entries(stage.env)) {
    env[name] = value.startsWith("/") ? join(root, value) : value;
  }
  return { ...machine.account, cwd: pathIn(stage, "."), env: { ...env, ...given } };
}
