import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import type { Client } from "pg";
import { singleClient } from "./single-client.ts";

/** They work for people, and no wall lets them past. */
export const servingRoles = ["rowhouse_app", "rowhouse_door", "rowhouse_worker"] as const;
/** Every connection signs in as one of these (docs/operating.md). DATABASE_URL's account sets them up. */
export const databaseRoles = ["rowhouse_owner", ...servingRoles, "rowhouse_ops"] as const;
export type ServingRole = (typeof servingRoles)[number];
export type DatabaseRole = (typeof databaseRoles)[number];

/** Its message says what an administrator has to do. */
export class DatabaseSetupError extends Error {}

export function urlAs(role: DatabaseRole, databaseUrl: string, secret: string): string {
  const url = new URL(databaseUrl);
  url.username = role;
  url.password = rolePassword(role, secret);
  // pg would prefer these.
  for (const name of ["user", "password"]) url.searchParams.delete(name);
  return url.href;
}

function rolePassword(role: DatabaseRole, secret: string): string {
  return createHmac("sha256", secret).update(`database role ${role}`).digest("base64url");
}

/** What PostgreSQL stores (RFC 5803): the password itself never reaches a statement, a log or a screen. */
function scramVerifier(role: DatabaseRole, secret: string): string {
  const iterations = 4096;
  // The salt is derived, too, so that the same secret gives the same text.
  const salt = createHmac("sha256", secret).update(`salt ${role}`).digest().subarray(0, 16);
  const salted = pbkdf2Sync(rolePassword(role, secret), salt, iterations, 32, "sha256");
  const keyed = (label: string) => createHmac("sha256", salted).update(label).digest();
  const storedKey = createHash("sha256").update(keyed("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${keyed("Server Key").toString("base64")}`;
}

/** Safe to run again: it also gives existing roles this installation's passwords. */
function rolesSql(database: string, secret: string): string {
  const name = `"${database.replaceAll('"', '""')}"`;
  const attributes = "login nosuperuser nocreatedb nocreaterole noreplication";
  const each = databaseRoles.map((role) => {
    const bypass = role === "rowhouse_ops" ? "bypassrls" : "nobypassrls";
    return `do $$ begin create role ${role}; exception when duplicate_object then null; end $$;
alter role ${role} with ${attributes} ${bypass} connection limit -1 valid until 'infinity'
  password '${scramVerifier(role, secret)}';
alter role ${role} reset all;
alter role ${role} in database ${name} reset all;`;
  });
  return `${each.join("\n")}
grant rowhouse_ops to rowhouse_owner;
grant connect, create on database ${name} to rowhouse_owner;
grant connect on database ${name} to ${servingRoles.join(", ")}, rowhouse_ops;
-- Temporary objects can stand in for PostgreSQL's own of the same name, and Rowhouse needs none.
revoke temporary on database ${name} from public;
-- Every role may make large objects, which have no walls; a superuser can forbid it.
do $$ begin revoke execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) from public;
exception when insufficient_privilege then null; end $$;
`;
}

/** @throws {DatabaseSetupError} with the SQL to run, if the account in the URL may not set the roles up. */
export async function ensureRoles(databaseUrl: string, secret: string): Promise<void> {
  if (await areSetUp(databaseUrl, secret)) return;
  const client = singleClient({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await connect(client, databaseUrl);
  try {
    const sql = rolesSql(client.database ?? "postgres", secret);
    // Processes that start at once take turns. The database is the only place that all of them can see.
    await client.query("select pg_advisory_lock(hashtext('rowhouse roles'))");
    await setUp(client, sql);
  } finally {
    await client.end();
  }
}

const attempts = 10;

/** Roles belong to the server, the lock to one database: a start on another database may still interfere. */
async function setUp(client: Client, sql: string, attempt = 1): Promise<void> {
  try {
    await client.query(`begin;\n${sql}\ncommit;`);
  } catch (error) {
    await client.query("rollback").catch(() => {});
    const { code, message } = error as { code?: string; message: string };
    const isOvertaken = code === "XX000" && message.includes("concurrently");
    if (isOvertaken && attempt < attempts) return setUp(client, sql, attempt + 1);
    if (code !== "42501") throw error;
    throw new DatabaseSetupError(
      `The account in DATABASE_URL may not create Rowhouse's roles (${message}). ` +
        `Ask an administrator of the database to run this, then start again:\n\n${sql}`,
    );
  }
}

async function areSetUp(databaseUrl: string, secret: string): Promise<boolean> {
  for (const role of databaseRoles) {
    const client = singleClient({
      connectionString: urlAs(role, databaseUrl, secret),
      connectionTimeoutMillis: 10_000,
    });
    try {
      await connect(client, databaseUrl);
      if (!(await isAsSetUp(client))) return false;
    } catch (error) {
      if (error instanceof DatabaseSetupError) throw error;
      return false;
    } finally {
      await client.end().catch(() => {});
    }
  }
  return true;
}

/** The rights in this database, and that the role has no settings and limits of its own. */
async function isAsSetUp(client: Client): Promise<boolean> {
  const { rows } = await client.query(
    `select has_database_privilege('rowhouse_owner', current_database(), 'create')
       and not has_database_privilege('public', current_database(), 'temporary')
       and not exists (
         select from pg_roles r where r.rolname = session_user
           and (r.rolconnlimit <> -1 or r.rolvaliduntil < 'infinity')
       )
       and not exists (
         select from pg_db_role_setting s
         where s.setrole = session_user::regrole
           and s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
       ) as "isSo"`,
  );
  return rows[0]?.isSo === true;
}

const unreachable = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ECONNRESET",
]);

async function connect(client: Client, databaseUrl: string): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    const { host } = new URL(databaseUrl);
    if ((code && unreachable.has(code)) || /timeout/.test(message)) {
      throw new DatabaseSetupError(
        `The database at ${host} can't be reached (${code ?? message}). Check DATABASE_URL and that the server runs.`,
      );
    }
    if (code?.startsWith("28") || code === "3D000") {
      if (client.user?.startsWith("rowhouse_") && new URL(databaseUrl).username !== client.user) throw error;
      throw new DatabaseSetupError(
        `The database at ${host} refused the account in DATABASE_URL: ${message}.`,
      );
    }
    throw error;
  }
}
