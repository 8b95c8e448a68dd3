import { setTimeout } from "node:timers/promises";
import type { Client } from "pg";
import { type Config, commandConfig } from "#app/base/config.ts";
import { isUpToDate, knownMigrations, migrate, pendingChanges } from "#db/migrate.ts";
import { urlAs } from "#db/roles.ts";
import { singleClient, writerOn } from "#db/single-client.ts";
import { type Reached, reachDatabase } from "#db/start.ts";
import type { Reader, Writer } from "#db/transaction.ts";
import { CommandFailed } from "./failure.ts";
import { plural, remark } from "./output.ts";

/** Signed in as rowhouse_ops, which row-level security doesn't hold: the operator works on every tenant. */
export interface Operator extends Writer {
  config: Config;
  /** For work that brings its own connections. */
  database: { url: string; secret: string };
  transaction<T>(fn: (tx: Writer) => Promise<T>): Promise<T>;
  /** Read-only, and all statements see the database at one moment. */
  snapshot<T>(fn: (tx: Reader) => Promise<T>): Promise<T>;
}

/** Uses the running database, or starts one and stops it afterwards, on an interrupt too. */
export async function withReached<T>(config: Config, work: (database: Reached) => Promise<T>): Promise<T> {
  const database = await reachDatabase(config);
  const interrupt = async () => {
    await database.stop();
    process.exit(130);
  };
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    return await work(database);
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
    if (database.startedHere) await othersGone(database.url);
    await database.stop();
  }
}

/** Another command may use the database that this one started: it gets 30 seconds to finish. */
async function othersGone(url: string): Promise<void> {
  const client = singleClient({ connectionString: url });
  await client.connect();
  try {
    for (let waits = 0; waits < 300; waits++) {
      const { rowCount } = await client.query(
        "select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
      );
      if (rowCount === 0) return;
      await setTimeout(100);
    }
  } finally {
    await client.end();
  }
}

/** As rowhouse_ops, on a database of this version. */
export function asOperator<T>(work: (operator: Operator) => Promise<T>): Promise<T> {
  const config = commandConfig();
  return withReached(config, async (database) => {
    const client = await signIn(database);
    try {
      return await work(operator(client, config, database));
    } finally {
      await client.end();
    }
  });
}

export function changing<T>(fn: (tx: Writer) => Promise<T>): Promise<T> {
  return asOperator((operator) => operator.transaction(fn));
}

async function signIn(database: Reached): Promise<Client> {
  const { url, secret, startedHere } = database;
  if (startedHere) await migrate(url, secret);
  try {
    return await migratedClient(database);
  } catch (error) {
    if (!isRefused(error)) throw error;
    if (await hasRoles(url)) {
      throw new CommandFailed(
        "the database was set up with another SESSION_SECRET: give this command the server's environment, or run `rowhouse migrate` to set this one",
      );
    }
    await migrate(url, secret);
    return migratedClient(database);
  }
}

async function migratedClient(database: Reached): Promise<Client> {
  const client = singleClient({ connectionString: urlAs("rowhouse_ops", database.url, database.secret) });
  // Only warnings of Rowhouse's own functions; PostgreSQL's have other codes.
  client.on("notice", ({ code, message }) => {
    if (code === "01000" && message) remark(`rowhouse: ${message}`);
  });
  try {
    await client.connect();
    await requireMigrated(client, database);
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

/** SQLSTATE class 28: the server doesn't know the account, or not with this password. */
const isRefused = (error: unknown) => (error as { code?: string }).code?.startsWith("28") === true;

/** Without the roles, Rowhouse was never set up here: setting it up breaks nothing. */
async function hasRoles(url: string): Promise<boolean> {
  const client = singleClient({ connectionString: url });
  await client.connect();
  try {
    return (await client.query("select from pg_roles where rolname = 'rowhouse_ops'")).rowCount === 1;
  } finally {
    await client.end();
  }
}

async function requireMigrated(client: Client, { url, secret }: Reached): Promise<void> {
  const pending = await pendingChanges(client);
  if (isUpToDate(pending)) return;
  const { length } = pending.migrations;
  if (length === 0) {
    throw new CommandFailed("the database's functions are of another version: run `rowhouse migrate`");
  }
  if (length < (await knownMigrations()).length) {
    throw new CommandFailed(`${plural(length, "migration")} not applied yet: run \`rowhouse migrate\``);
  }
  await migrate(url, secret);
}

function operator(client: Client, config: Config, { url, secret }: Reached): Operator {
  const tx = writerOn(client);
  async function transaction<T>(begin: string, fn: (tx: Writer) => Promise<T>): Promise<T> {
    await client.query(begin);
    try {
      const result = await fn(tx);
      await client.query("commit");
      return result;
    } catch (error) {
      await client.query("rollback").catch(() => {});
      throw error;
    }
  }
  return {
    ...tx,
    config,
    database: { url, secret },
    transaction: (fn) => transaction("begin", fn),
    snapshot: (fn) => transaction("begin isolation level repeatable read, read only", fn),
  };
}
