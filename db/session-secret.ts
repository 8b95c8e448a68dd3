import { randomBytes, randomUUID } from "node:crypto";
import { link, mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Made once, readable by its owner only, complete or not there at all. Parallel starts read the same. */
export async function sessionSecretIn(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, "session-secret");
  const known = await readFile(path, "utf8").catch(absent);
  if (known?.trim()) return known.trim();
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, randomBytes(32).toString("base64url"), { flag: "wx", mode: 0o600, flush: true });
  try {
    // link fails if the file is there by now; rename would replace what another process has read.
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
