import type { EntityManager } from "@mikro-orm/postgresql";
import type { Pool } from "pg";
import type { Database } from "./database.ts";
import { Checkout } from "./driver.ts";
import { entryError, isRefused } from "./not-entered.ts";
import { connectWithin, inSlowLane, type Share } from "./share.ts";
import { type Opened, shared } from "./sharing.ts";
import { type Reach, TenantFilter } from "./tenant-filter.ts";

export { isNotEntered } from "./not-entered.ts";

/**
 * The one way to data: nothing else forks an EntityManager or sets session variables. `readTenant` and
 * `writeTenant` are held to one tenant and one user, `readControl` and `writeControl` to a user and no
 * tenant. Code that may only read gets a type that can only read, and PostgreSQL refuses writes as well: the
 * transaction is READ ONLY.
 */

/** By which PostgreSQL knows who asks: the token of a session, or the ticket of a job. */
export type Credential = { session: string } | { ticket: string };

/** For the control plane. */
export interface ControlEntry {
  database: Database;
  /** Whose the credential has to be. Null where nobody is signed in yet. */
  user: { id: string } | null;
  credential: Credential | null;
  /** A GET or HEAD: writing is refused. */
  readOnly?: boolean;
  request?: RequestOrigin;
}

/** From the door, or from a job's payload. */
export interface Entry {
  database: Database;
  tenant: { id: string; home: string; share?: Share };
  user: { id: string };
  credential: Credential;
  readOnly?: boolean;
  request?: RequestOrigin;
  /** Whoever has gone stops waiting for the tenant's share. */
  signal?: AbortSignal;
  /** Its answer has begun: it waits for the share as long as it takes. */
  isBegun?: boolean;
}

/** Where a change came from, for the audit log. */
export interface RequestOrigin {
  id: string;
  /** Null for a job. */
  ipAddress: string | null;
}

/** In a transaction, on a role's pool, or on a connection of its own. */
export interface Reader {
  /** What its statements name. Without it, tables. */
  readonly reach?: Reach;
  /** Runs a prepared statement. Row-level security applies, the filter does not. */
  rows<R>(sql: string, parameters?: readonly unknown[]): Promise<R[]>;
}

export interface Writer extends Reader {
  readonly mayWrite: true;
}

/** As rowhouse_door, which alone may ask for passwords, sessions and links, and for nothing else. */
export interface DoorReader extends Reader {
  readonly atDoor: true;
}

export interface DoorWriter extends DoorReader, Writer {}

export interface TenantReader extends Reader {
  readonly tenantId: string;
  readonly userId: string;
}

export interface TenantWriter extends TenantReader, Writer {
  readonly em: EntityManager;
}

/**
 * Runs `fn` in a READ ONLY transaction that sees one tenant's rows only: the filter and row-level security
 * are set to it, and PostgreSQL checks that the user belongs to it. Uses one pooled connection, and none
 * after it settles.
 * Parallel loaders with the same entry share one transaction, so that a request never holds two connections.
 * Their statements take turns; the transaction ends when the last loader has settled.
 */
export async function readTenant<T>(entry: Entry, fn: (tx: TenantReader) => Promise<T>): Promise<T> {
  return finish(entry, await joinRead(entry), fn);
}

/**
 * As `readTenant`, for searches and the pages of exports: one of a tenant's at a time, two in all. Holds no
 * connection while it waits for its turn.
 */
export async function readTenantInTurn<T>(entry: Entry, fn: (tx: TenantReader) => Promise<T>): Promise<T> {
  return inSlowLane(entry, () => readTenant(entry, fn));
}

/** Commits what `fn` did if it resolves; rolls back and rethrows if it rejects. */
export async function writeTenant<T>(entry: Entry, fn: (tx: TenantWriter) => Promise<T>): Promise<T> {
  return finish(entry, await begin(entry, "write"), fn);
}

/** No tenant is entered, so rows of tenants are out of reach. */
export async function readControl<T>(entry: ControlEntry, fn: (tx: Reader) => Promise<T>): Promise<T> {
  return finish(entry, await begin(entry, "read"), fn);
}

export async function writeControl<T>(entry: ControlEntry, fn: (tx: Writer) => Promise<T>): Promise<T> {
  return finish(entry, await begin(entry, "write"), fn);
}

/** For the code of accounts and sessions: on a small pool of its own. */
export async function readDoor<T>(entry: ControlEntry, fn: (tx: DoorReader) => Promise<T>): Promise<T> {
  return finish(entry, atDoor(await begin(entry, "read", entry.database.doorPool)), fn);
}

export async function writeDoor<T>(entry: ControlEntry, fn: (tx: DoorWriter) => Promise<T>): Promise<T> {
  return finish(entry, atDoor(await begin(entry, "write", entry.database.doorPool)), fn);
}

function atDoor({ tx, end }: Opened<TenantWriter>): Opened<DoorWriter> {
  return { tx: { rows: tx.rows, mayWrite: true, atDoor: true }, end };
}

type Mode = "read" | "write";

const joinRead = shared((entry: Entry) => begin(entry, "read"));

async function begin(
  entry: Entry | ControlEntry,
  mode: Mode,
  pool: Pool = entry.database.appPool,
): Promise<Opened<TenantWriter>> {
  const { database } = entry;
  if (mode === "write" && entry.readOnly) throw new Error("A GET or HEAD must not write");
  const tenant = "tenant" in entry ? entry.tenant : undefined;
  const hold = { tenantId: tenant?.id ?? "", userId: entry.user?.id ?? "" };
  const { client, leave } = await connectWithin(
    { pool, shares: database.shares },
    "tenant" in entry ? entry : {},
  );
  const connection = new Checkout(client);
  connection.beginWithNext(
    mode === "read" ? "begin read only" : "begin",
    { sql: beginEntry, parameters: entryOf(hold, entry) },
    entryError,
  );
  const tx = new OpenTransaction(database, connection, hold);
  return {
    tx,
    async end(outcome) {
      try {
        if (outcome === "commit") await tx.flush();
        await connection.end(outcome);
      } catch (error) {
        // A rollback fails only if the connection is gone: nothing is left to roll back.
        await connection.end("rollback").catch(() => {});
        throw error instanceof Error ? entryError(error) : error;
      } finally {
        connection.release();
        leave();
      }
    },
  };
}

interface Hold {
  tenantId: string;
  userId: string;
}

/** Secrets travel as parameters: other connections of the role could read them in a statement's text. */
const beginEntry = "select from control.begin_entry($1, $2, $3, $4, $5, $6, $7)";

function entryOf({ tenantId, userId }: Hold, entry: Entry | ControlEntry): string[] {
  const { credential, request } = entry;
  const { session = "", ticket = "" }: { session?: string; ticket?: string } = credential ?? {};
  return [tenantId, session, ticket, request?.id ?? "", request?.ipAddress ?? "", timeoutOf(entry), userId];
}

/** For each of the transaction's statements: the plan's number in place of the pool's. */
function timeoutOf(entry: Entry | ControlEntry): string {
  const share = "tenant" in entry ? entry.tenant.share : undefined;
  return String(share?.statementTimeoutMs ?? "");
}

class OpenTransaction implements TenantWriter {
  readonly mayWrite = true;
  readonly reach = "views";
  readonly tenantId: string;
  readonly userId: string;
  readonly #database: Database;
  readonly #connection: Checkout;
  #em: EntityManager | undefined;

  constructor(database: Database, connection: Checkout, { tenantId, userId }: Hold) {
    this.#database = database;
    this.#connection = connection;
    this.tenantId = tenantId;
    this.userId = userId;
  }

  /** Made on demand: a page that only lists rows needs none, and saves a tenth of its time. */
  get em(): EntityManager {
    if (!this.#em) {
      const { orm, dialect, tables } = this.#database;
      const filter = new TenantFilter({ tables, scope: "tenant", reach: this.reach, tenant: this.tenantId });
      this.#em = orm.em.fork({ clear: true, useContext: false }) as EntityManager;
      this.#em.setTransactionContext(dialect.transactionOn(this.#connection, [filter]));
      if (this.tenantId) this.#em.setFilterParams("tenant", { tenantId: this.tenantId });
    }
    return this.#em;
  }

  readonly rows = async <R>(sql: string, parameters: readonly unknown[] = []): Promise<R[]> =>
    (await this.#connection.executeQuery<R>({ sql, parameters })).rows;

  async flush(): Promise<void> {
    await this.#em?.flush();
  }
}

async function finish<Tx, T>(
  entry: Entry | ControlEntry,
  { tx, end }: Opened<Tx>,
  fn: (tx: Tx) => Promise<T>,
): Promise<T> {
  try {
    return await ending(end, () => fn(tx));
  } catch (error) {
    if (isRefused(error)) await proveEntry(entry);
    throw error;
  }
}

async function ending<T>(end: Opened<unknown>["end"], work: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await end("rollback");
    throw error;
  }
  await end("commit");
  return result;
}

/**
 * Policies refuse what a user does whose session or membership has ended meanwhile, or leave nothing to write to: then that is
 * what happened.
 */
async function proveEntry(entry: Entry | ControlEntry): Promise<void> {
  const { tx, end } = await begin(entry, "read");
  await tx.rows("select").finally(() => end("rollback"));
}
