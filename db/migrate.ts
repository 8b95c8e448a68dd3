import { join } from "node:path";
import { runMigrations as runJobMigrations } from "graphile-worker";
import { type Client, Pool } from "pg";
import { changedFunctions, defineFunctions, settleFunctions } from "./functions.ts";
import { DatabaseSetupError, ensureRoles, urlAs } from "./roles.ts";
import { singleClient } from "./single-client.ts";
import { type Queryable, readSqlFiles, rowsIfThere, type SqlFile, sqlDir } from "./sql-file.ts";

export const migrationsDir = join(sqlDir, "migrations");

export function knownMigrations(): Promise<SqlFile[]> {
  return readSqlFiles(migrationsDir, /^\d{4}_[a-z0-9_]+\.sql$/);
}

export interface Changes {
  migrations: string[];
  /** Files of functions that are new, changed or gone. */
  functions: string[];
}

/** Parallel calls wait and find nothing left to do. Returns what was applied. @throws {DatabaseSetupError} */
export async function migrate(databaseUrl: string, secret: string): Promise<Changes> {
  await ensureRoles(databaseUrl, secret);
  const ownerUrl = urlAs("rowhouse_owner", databaseUrl, secret);
  const client = singleClient({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext('rowhouse migrations'))");
    const pending = await pendingChanges(client);
    if (isUpToDate(pending)) return pending;
    await migrateJobs(ownerUrl);
    await inTransaction(client, () => apply(client, pending));
    return pending;
  } finally {
    await client.end();
  }
}

export function isUpToDate({ migrations, functions }: Changes): boolean {
  return migrations.length + functions.length === 0;
}

/** @throws {DatabaseSetupError} if an applied migration differs from its file: migrations are immutable. */
export async function pendingChanges(client: Queryable): Promise<Changes> {
  const rows = await rowsIfThere<{ name: string; checksum: string }>(
    client,
    "select name, checksum from rowhouse.migrations",
  );
  const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]));
  const known = await knownMigrations();
  const edited = known.find(({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum);
  if (edited) {
    throw new DatabaseSetupError(
      `${edited.name} was changed after it was applied. Undo the change and add a new migration.`,
    );
  }
  const migrations = known.map(({ name }) => name).filter((name) => !applied.has(name));
  // A process of an older version, started beside newer ones, must not undo their functions.
  const isOfNewerVersion = rows.some(({ name }) => !known.some((migration) => migration.name === name));
  return { migrations, functions: isOfNewerVersion ? [] : await changedFunctions(client) };
}

/** All or nothing: no process sees functions without their tables, or tables without their functions. */
async function inTransaction(client: Client, work: () => Promise<void>): Promise<void> {
  // While a migration waits for a lock, every request queues up behind it: so it soon gives up.
  await client.query("begin; set local lock_timeout = '5s'");
  try {
    await work();
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  }
}

/** Functions come first, because policies and triggers call them. They are checked last: they name tables. */
async function apply(client: Client, pending: Changes): Promise<void> {
  const functions = await defineFunctions(client);
  for (const migration of await knownMigrations()) {
    if (pending.migrations.includes(migration.name)) await applyMigration(client, migration);
  }
  await settleFunctions(client, functions);
}

async function applyMigration(client: Client, { name, sql, checksum }: SqlFile): Promise<void> {
  try {
    await client.query(sql);
    // Deferred work is done now: the next migration could not alter those tables otherwise.
    await client.query("set constraints all immediate; set constraints all deferred");
    await client.query("insert into rowhouse.migrations (name, checksum) values ($1, $2)", [name, checksum]);
  } catch (cause) {
    throw new Error(`${name} failed, nothing was applied: ${(cause as Error).message}`, { cause });
  }
}

async function migrateJobs(ownerUrl: string): Promise<void> {
  const pool = new Pool({ connectionString: ownerUrl, max: 2 });
  // graphile-worker asks for listeners on every pool it is given.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  try {
    await runJobMigrations({ pgPool: pool });
  } finally {
    await pool.end();
  }
}
