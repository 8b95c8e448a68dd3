import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** With these variables, PATH, and no others. */
export async function rowhouse(
  env: Record<string, string>,
  args: readonly string[],
  input = "",
): Promise<Ran> {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, ["cli/rowhouse.ts", ...args], { env: { PATH, ...env } });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  child.stdin.end(input);
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}
