import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "#app/config.ts";
import { startEmbeddedPostgres } from "./embedded.ts";
import { migrate } from "./migrate.ts";

/** A database that is migrated and ready. */
export interface Started {
  url: string;
  secret: string;
  /** Ends what was started for it; nothing, with DATABASE_URL. */
  stop(): Promise<void>;
}

/**
 * The database a configuration names: DATABASE_URL's, or else an own PostgreSQL under DATA_DIR; brought to this version.
 * @throws {DatabaseSetupError | EmbeddedPostgresError} with one message for the operator.
 */
export async function startDatabase(config: Config): Promise<Started> {
  const embedded = config.databaseUrl
    ? { url: config.databaseUrl, stop: async () => {} }
    : await startEmbeddedPostgres({ dataDir: config.dataDir, binDir: config.postgresBinDir });
  try {
    const secret = config.sessionSecret ?? (await keptSecret(config.dataDir));
    await migrate(embedded.url, secret);
    return { url: embedded.url, secret, stop: () => embedded.stop() };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

/** The secret of an installation without SESSION_SECRET: made once, readable by its owner only. */
export async function keptSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, "session-secret");
  await mkdir(dataDir, { recursive: true });
  // `wx` leaves an existing file alone: of two that start at once, one writes and both read the same.
  await writeFile(path, randomBytes(32).toString("base64url"), { flag: "wx", mode: 0o600 }).catch((error) => {
    if (error.code !== "EEXIST") throw error;
  });
  return (await readFile(path, "utf8")).trim();
}
