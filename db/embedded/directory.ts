import { access, constants, mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type EmbeddedPostgresError, explained } from "./error.ts";

/** The absolute path of a directory, made if missing. @throws {EmbeddedPostgresError} if not writable. */
export async function writableDirectory(path: string): Promise<string> {
  const directory = resolve(path);
  try {
    await makeDirectory(directory);
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw notWritable(directory, error);
  }
  return directory;
}

export function notWritable(directory: string, error: unknown): EmbeddedPostgresError {
  return explained(
    `DATA_DIR ${directory} can't be written to`,
    error,
    "Make it writable, or name another directory.",
  );
}

/** Node's recursive mkdir never returns if the system answers ENOENT below an existing folder (/proc). */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && (await isDirectory(path))) return;
    if (code !== "ENOENT" || (await isDirectory(dirname(path)))) throw error;
    await makeDirectory(dirname(path));
    await makeDirectory(path);
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}
