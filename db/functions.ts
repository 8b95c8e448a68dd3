import { join } from "node:path";
import type { Client } from "pg";
import { DatabaseSetupError } from "./roles.ts";
import { type Queryable, readSqlFile, readSqlFiles, rowsIfThere, type SqlFile, sqlDir } from "./sql-file.ts";

/** `db/functions` holds the current text of each function. If any changes, all are applied again. */

/** In the order they are applied. The first has the helper that the others call. */
async function knownFunctions(): Promise<SqlFile[]> {
  return [
    await readSqlFile(sqlDir, "bootstrap.sql"),
    ...(await readSqlFiles(join(sqlDir, "functions"), /^[a-z_]+\.sql$/)),
  ];
}

interface AppliedFile {
  file: string;
  checksum: string;
  isWhole: boolean;
}

/** Files that differ from the applied ones, or whose functions are missing in the database. */
export async function changedFunctions(client: Queryable): Promise<string[]> {
  const applied = await rowsIfThere<AppliedFile>(
    client,
    `select file, checksum, not exists (
       select from unnest(signatures) signature where to_regprocedure(signature) is null) as "isWhole"
     from rowhouse.functions`,
  );
  const whole = new Map(applied.filter(({ isWhole }) => isWhole).map((row) => [row.file, row.checksum]));
  const known = await knownFunctions();
  const removed = applied.map(({ file }) => file).filter((file) => !known.some(({ name }) => name === file));
  return [
    ...known.filter(({ name, checksum }) => whole.get(name) !== checksum).map(({ name }) => name),
    ...removed,
  ];
}

export interface DefinedFile extends SqlFile {
  signatures: string[];
}

/** In the client's transaction. Bodies are checked later (`settleFunctions`), when their tables are there. */
export async function defineFunctions(client: Client): Promise<DefinedFile[]> {
  await client.query("set local check_function_bodies = off");
  const defined: DefinedFile[] = [];
  for (const file of await knownFunctions()) {
    defined.push({ ...file, signatures: await define(client, file) });
  }
  return defined;
}

const invalidDefinition = "42P13";

async function define(client: Client, file: SqlFile): Promise<string[]> {
  await client.query("savepoint before_file");
  try {
    return await signaturesOf(client, file);
  } catch (error) {
    if ((error as { code?: string }).code !== invalidDefinition) throw failureOf(file.name, error);
  }
  // PostgreSQL can't replace a function by one with another result type or other parameter names.
  await client.query("rollback to savepoint before_file");
  await dropUnused(client, file.name);
  try {
    return await signaturesOf(client, file);
  } catch (error) {
    throw failureOf(file.name, error, "A function that a policy or trigger uses needs a new name for that.");
  }
}

async function signaturesOf(client: Client, { sql }: SqlFile): Promise<string[]> {
  const results = [await client.query<{ own_function?: string }>(sql)].flat();
  return results.flatMap(({ rows }) => rows.flatMap(({ own_function }) => own_function ?? []));
}

async function dropUnused(client: Client, file: string): Promise<void> {
  const { rows } = await client.query<{ signature: string }>(
    `select signature from rowhouse.functions, unnest(signatures) signature
     where file = $1 and not exists (
       select from pg_depend where refclassid = 'pg_proc'::regclass and refobjid = to_regprocedure(signature))`,
    [file],
  );
  for (const { signature } of rows) await client.query(`drop function if exists ${signature}`);
}

/** Once all tables are there: checks bodies, drops functions that are in no file, notes what was applied. */
export async function settleFunctions(client: Client, defined: DefinedFile[]): Promise<void> {
  const signatures = defined.flatMap((file) => file.signatures);
  await checkBodies(client, signatures);
  const { rows: former } = await client.query<{ signature: string }>(
    "select signature from rowhouse.functions, unnest(signatures) signature where signature <> all ($1)",
    [signatures],
  );
  for (const { signature } of former) await drop(client, signature);
  await client.query("delete from rowhouse.functions");
  for (const { name, checksum, signatures } of defined) {
    await client.query("insert into rowhouse.functions (file, checksum, signatures) values ($1, $2, $3)", [
      name,
      checksum,
      signatures,
    ]);
  }
}

/** What `create function` does alone if check_function_bodies is on. */
async function checkBodies(client: Client, signatures: string[]): Promise<void> {
  await client.query("set local check_function_bodies = on");
  for (const signature of signatures) {
    try {
      await client.query(
        `select case lanname when 'sql' then fmgr_sql_validator(p.oid) when 'plpgsql' then plpgsql_validator(p.oid) end
         from pg_proc p join pg_language l on l.oid = p.prolang where p.oid = $1::regprocedure`,
        [signature],
      );
    } catch (error) {
      throw failureOf(signature, error);
    }
  }
}

const dependentObjects = "2BP01";

async function drop(client: Client, signature: string): Promise<void> {
  try {
    await client.query(`drop function if exists ${signature}`);
  } catch (error) {
    const { code, detail } = error as { code?: string; detail?: string };
    if (code !== dependentObjects) throw error;
    throw new DatabaseSetupError(
      `${signature} is in no file of db/functions any more, and still used: ${detail}. Add a migration that drops what uses it.`,
    );
  }
}

function failureOf(what: string, cause: unknown, advice = ""): Error {
  const { message } = cause as Error;
  return new Error(`${what} failed, nothing was applied: ${message}. ${advice}`.trim(), { cause });
}
