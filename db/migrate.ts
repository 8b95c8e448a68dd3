import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { runMigrations as runJobMigrations } from "graphile-worker";
import { type Client, Pool } from "pg";
import { DatabaseSetupError, ensureRoles, urlAs } from "./roles.ts";
import { singleClient } from "./single-client.ts";

/** Where the SQL files are, from the folder the process runs in: the same for source and build. */
export const migrationsDir = join(process.cwd(), "db/migrations");

export interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

/** The migrations of this version, in the order they are applied. */
export async function knownMigrations(): Promise<Migration[]> {
  const names = (await readdir(migrationsDir)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(migrationsDir, name), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/**
 * Brings a database to this version: roles, job queue, then every migration not yet applied, each in a transaction of
 * its own. Several processes may call it at once; one works, the others wait and find nothing left to do.
 * @returns the names of what was applied.
 * @throws {DatabaseSetupError} if the roles can't be set up, or an applied migration was edited since.
 */
export async function migrate(databaseUrl: string, secret: string): Promise<string[]> {
  await ensureRoles(databaseUrl, secret);
  const ownerUrl = urlAs("rowhouse_owner", databaseUrl, secret);
  const client = singleClient({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext('rowhouse migrations'))");
    const pending = await pendingMigrations(client);
    if (pending.length === 0) return [];
    await migrateJobs(ownerUrl);
    await client.query(
      `create schema if not exists rowhouse;
       create table if not exists rowhouse.migrations (
         name text primary key, checksum text not null, applied_at timestamptz not null default now());
       grant usage on schema rowhouse to rowhouse_app, rowhouse_ops;
       grant select on rowhouse.migrations to rowhouse_app, rowhouse_ops;`,
    );
    for (const migration of pending) await apply(client, migration);
    return pending.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

interface Queryable {
  query(sql: string): Promise<{ rows: { name: string; checksum: string }[] }>;
}

/**
 * What is known but not applied.
 * @throws {DatabaseSetupError} if an applied migration differs from its file: migrations are immutable.
 */
export async function pendingMigrations(client: Queryable): Promise<Migration[]> {
  const applied = new Map(
    (await client.query("select name, checksum from rowhouse.migrations").catch(noTableYet)).rows.map(
      (row) => [row.name, row.checksum],
    ),
  );
  const known = await knownMigrations();
  const edited = known.find(
    (migration) => applied.has(migration.name) && applied.get(migration.name) !== migration.checksum,
  );
  if (edited) {
    throw new DatabaseSetupError(
      `${edited.name} was changed after it was applied. Undo the change and add a new migration.`,
    );
  }
  return known.filter((migration) => !applied.has(migration.name));
}

function noTableYet(error: { code?: string }) {
  if (error.code === "42P01" || error.code === "3F000") return { rows: [] };
  throw error;
}

async function apply(client: Client, migration: Migration): Promise<void> {
  try {
    // A migration that can't have its lock soon gives up instead of making every request queue up behind it.
    await client.query("begin; set local lock_timeout = '5s'");
    await client.query(migration.sql);
    await client.query("insert into rowhouse.migrations (name, checksum) values ($1, $2)", [
      migration.name,
      migration.checksum,
    ]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw new Error(`${migration.name} failed, nothing of it was applied: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** graphile-worker's own tables; its row-level security lets in nobody but the owner, so the worker gets policies. */
async function migrateJobs(ownerUrl: string): Promise<void> {
  const pool = new Pool({ connectionString: ownerUrl, max: 2 });
  // graphile-worker asks for listeners on every pool it is given.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  try {
    await runJobMigrations({ pgPool: pool });
    await pool.query(`
      grant usage on schema graphile_worker to rowhouse_worker, rowhouse_ops;
      grant select, insert, update, delete on all tables in schema graphile_worker to rowhouse_worker;
      grant select on all tables in schema graphile_worker to rowhouse_ops;
      grant delete on graphile_worker._private_jobs to rowhouse_ops;
      grant usage on all sequences in schema graphile_worker to rowhouse_worker;
      do $$
      declare job_table regclass;
      begin
        for job_table in select oid from pg_class where relnamespace = 'graphile_worker'::regnamespace and relrowsecurity loop
          execute format('drop policy if exists worker on %s', job_table);
          execute format('create policy worker on %s for all to rowhouse_worker using (true) with check (true)', job_table);
        end loop;
      end $$;`);
  } finally {
    await pool.end();
  }
}
