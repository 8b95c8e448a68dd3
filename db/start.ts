import { setTimeout } from "node:timers/promises";
import { DataDirInUseError, findRunningPostgres, lockDataDir, startEmbeddedPostgres } from "./embedded.ts";
import { migrate } from "./migrate.ts";
import { sessionSecretIn } from "./session-secret.ts";

/** What says where an installation's database is: the part of its configuration that names it. */
export interface DatabaseConfig {
  /** Absent: Rowhouse starts its own PostgreSQL under `dataDir`. */
  databaseUrl: string | undefined;
  dataDir: string;
  postgresBinDir: string | undefined;
  /** Absent: made once and kept in `dataDir`. */
  sessionSecret: string | undefined;
}

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
export async function startDatabase(config: DatabaseConfig): Promise<Started> {
  const database = await setUp(config, config.databaseUrl ?? (await startOwn(config)));
  try {
    await migrate(database.url, database.secret);
    return database;
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** A database that answers. Its version has not been looked at yet. */
export interface Reached extends Started {
  /** It was started by this process, so no other process uses it. */
  startedHere: boolean;
}

/**
 * The same database for a command, which works beside a running server and without one: the one that runs, or one that
 * is started now.
 * @throws {EmbeddedPostgresError} with one message for the operator.
 */
export async function reachDatabase(config: DatabaseConfig): Promise<Reached> {
  const server = config.databaseUrl ?? (await findOrStartOwn(config));
  return { ...(await setUp(config, server)), startedHere: typeof server !== "string" };
}

const startingTakesMs = 10_000;

/** A process that holds the directory without a running database is about to start it, or has just stopped it. */
async function findOrStartOwn(config: DatabaseConfig): Promise<string | OwnServer> {
  const giveUpAt = Date.now() + startingTakesMs;
  for (;;) {
    const running = await findRunningPostgres(config.dataDir);
    if (running) return running.url;
    try {
      return await startOwn(config);
    } catch (error) {
      if (!(error instanceof DataDirInUseError) || Date.now() > giveUpAt) throw error;
    }
    await setTimeout(100);
  }
}

interface OwnServer {
  url: string;
  stop(): Promise<void>;
}

/** Holds the data directory for as long as its database runs. */
async function startOwn({ dataDir, postgresBinDir }: DatabaseConfig): Promise<OwnServer> {
  const lock = await lockDataDir(dataDir);
  try {
    const server = await startEmbeddedPostgres({ dataDir, binDir: postgresBinDir });
    return { url: server.url, stop: () => server.stop().finally(() => lock.release()) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** A URL names a server that others run: it is never stopped. */
async function setUp(config: DatabaseConfig, server: string | OwnServer): Promise<Started> {
  const { url, stop } = typeof server === "string" ? { url: server, stop: async () => {} } : server;
  try {
    const secret = config.sessionSecret ?? (await sessionSecretIn(config.dataDir));
    return { url, secret, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
