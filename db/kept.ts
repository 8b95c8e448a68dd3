import { randomBytes, randomUUID } from "node:crypto";
import { link, readFile, unlink, writeFile } from "node:fs/promises";

/**
 * A secret of this installation: made once, kept in a file that only its owner may read. It appears complete or not at
 * all, and of two that start at once both read the same.
 */
export async function keptSecretAt(path: string): Promise<string> {
  const known = await readFile(path, "utf8").catch(absent);
  if (known?.trim()) return known.trim();
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, randomBytes(32).toString("base64url"), { flag: "wx", mode: 0o600, flush: true });
  try {
    await link(draft, path).catch((error) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    await unlink(draft);
  }
  return (await readFile(path, "utf8")).trim();
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
