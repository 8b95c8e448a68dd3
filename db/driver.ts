import { createHash } from "node:crypto";
import type { Socket } from "node:net";
import {
  CompiledQuery as Compiled,
  type CompiledQuery,
  ControlledTransaction,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type KyselyPlugin,
  PostgresDialect,
  type QueryExecutor,
  type QueryResult,
  SingleConnectionProvider,
  type TransactionSettings,
} from "kysely";
import type { Pool, PoolClient } from "pg";
import type { Reader } from "./transaction.ts";

/**
 * The Kysely driver beneath MikroORM. It differs from Kysely's own in three ways:
 * - A backend that dies inside a transaction gives its place in the pool back (docs/decisions/0006).
 * - BEGIN, the session variables and the statements asked for at the same time travel in one round trip.
 * - A statement with parameters is named and prepared once per connection.
 * The pool's clients must have `pipeline: true`.
 */
export class RowhouseDialect extends PostgresDialect {
  readonly #pool: Pool;
  #executor: QueryExecutor | undefined;
  constructor(pool: Pool) {
    super({ pool });
    this.#pool = pool;
  }
  override createDriver(): Driver {
    return new RowhouseDriver(this.#pool);
  }

  /** For the ORM, on a transaction that has begun. It nests savepoints; the connection's holder ends it. */
  transactionOn(connection: Checkout, plugins: KyselyPlugin[]): ControlledTransaction<unknown> {
    this.#executor ??= new Kysely<unknown>({ dialect: this }).getExecutor();
    return new ControlledTransaction<unknown>({
      config: { dialect: this },
      dialect: this,
      driver: this.createDriver(),
      executor: this.#executor
        .withPlugins(plugins)
        .withConnectionProvider(new SingleConnectionProvider(connection)),
      connection: { connection, release() {} },
    });
  }
}

class RowhouseDriver implements Driver {
  readonly #pool: Pool;
  constructor(pool: Pool) {
    this.#pool = pool;
  }
  async init() {}
  async acquireConnection(): Promise<Checkout> {
    return new Checkout(await this.#pool.connect());
  }
  async releaseConnection(connection: Checkout) {
    connection.release();
  }
  async beginTransaction(connection: Checkout, settings: TransactionSettings) {
    const isolation = settings.isolationLevel ? ` isolation level ${settings.isolationLevel}` : "";
    connection.beginWithNext(`begin${isolation}${settings.accessMode ? ` ${settings.accessMode}` : ""}`);
  }
  async commitTransaction(connection: Checkout) {
    await connection.end("commit");
  }
  async rollbackTransaction(connection: Checkout) {
    await connection.end("rollback");
  }
  async savepoint(connection: Checkout, name: string) {
    await connection.executeQuery(Compiled.raw(`savepoint "${name}"`));
  }
  async rollbackToSavepoint(connection: Checkout, name: string) {
    await connection.executeQuery(Compiled.raw(`rollback to savepoint "${name}"`));
  }
  async releaseSavepoint(connection: Checkout, name: string) {
    await connection.executeQuery(Compiled.raw(`release savepoint "${name}"`));
  }
  // closeDatabase ends the pool.
  async destroy() {}
}

/** Single statements on a pool, without a transaction, each prepared once per connection. */
export function statementsOn(pool: Pool): Reader {
  return {
    rows: async <R>(text: string, parameters: readonly unknown[] = []) => {
      const { rows } = await pool.query({ name: statementName(text), text, values: [...parameters] });
      return rows as R[];
    },
  };
}

/** `in_failed_sql_transaction` says nothing of why. */
function isRefusedAfterFailure(error: { code?: string }): boolean {
  return error.code === "25P02";
}

export class Checkout implements DatabaseConnection {
  readonly #client: PoolClient;
  #opening: Opening | undefined;
  #opened: Promise<unknown> | undefined;
  #isOver = false;
  #hasEnded = false;
  #released = false;
  #loss: Error | undefined;
  #failure: unknown;

  constructor(client: PoolClient) {
    this.#client = client;
    client.on("error", this.#lost);
    client.on("end", this.#lost);
  }

  beginWithNext(begin: string, first?: Statement, errorOf?: (error: Error) => Error) {
    this.#opening = { begin, first, errorOf };
  }

  /**
   * Of statements that travel together the first one that fails makes PostgreSQL refuse the others: all throw its error.
   * @throws if the connection is lost or the transaction is over: it may serve another tenant by now.
   */
  async executeQuery<R>({ sql, parameters }: Statement): Promise<QueryResult<R>> {
    if (this.#loss) throw this.#loss;
    if (this.#isOver)
      throw new Error("The transaction is over: await everything inside readTenant() or writeTenant()");
    this.#corkUntilTickEnds();
    this.#opened ??= this.#open();
    const sending = this.#send(sql, parameters);
    sending.catch((error) => {
      if (!isRefusedAfterFailure(error)) this.#failure = error;
    });
    // If the opening failed, it says why: the statement only says that the transaction is aborted.
    await this.#opened;
    const result = await sending.catch((error) => {
      throw isRefusedAfterFailure(error) ? (this.#failure ?? error) : error;
    });
    const { command, rowCount, rows } = Array.isArray(result) ? result.at(-1) : result;
    return { rows: rows ?? [], numAffectedRows: command === "SELECT" ? undefined : BigInt(rowCount ?? 0) };
  }

  #open(): Promise<unknown> | undefined {
    const opening = this.#opening;
    this.#opening = undefined;
    if (!opening) return undefined;
    const { begin, first, errorOf } = opening;
    const begun = this.#client.query(begin);
    if (!first) return begun;
    return Promise.all([begun, this.#send(first.sql, first.parameters)]).catch((error) => {
      this.#failure = errorOf ? errorOf(error) : error;
      throw this.#failure;
    });
  }

  #corkUntilTickEnds() {
    const { stream } = (this.#client as PoolClient & { connection: { stream: Socket } }).connection;
    if (stream.writableCorked > 0) return;
    stream.cork();
    process.nextTick(() => stream.uncork());
  }

  #send(text: string, parameters: readonly unknown[]) {
    if (parameters.length === 0) return this.#client.query(text);
    const name = statementName(text);
    return this.#client.query(
      name ? { name, text, values: [...parameters] } : { text, values: [...parameters] },
    );
  }

  /** @throws if nothing was committed: where a statement failed, PostgreSQL answers `commit` with a rollback, and no error. */
  async end(sql: "commit" | "rollback") {
    this.#isOver = true;
    // Nothing was sent, or it has ended: there is no transaction to end.
    if (this.#opening || this.#hasEnded) return;
    const { command } = await this.#endBy(sql);
    this.#hasEnded = true;
    if (sql === "commit" && command === "ROLLBACK")
      throw this.#failure ?? new Error("Nothing was committed: a statement failed");
  }

  async #endBy(sql: string) {
    try {
      return await this.#client.query(sql);
    } catch (error) {
      // The transaction may still be open: this connection must not go back into the pool.
      this.release(error as Error);
      throw error;
    }
  }

  release(error?: Error) {
    this.#isOver = true;
    if (this.#released) return;
    this.#released = true;
    this.#client.off("error", this.#lost);
    this.#client.off("end", this.#lost);
    this.#client.release(error);
  }

  readonly #lost = (error?: Error) => {
    this.#loss ??= new Error("The database ended the connection", { cause: error });
    this.release(this.#loss);
  };

  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    yield* [];
    throw new Error("Streaming is not supported: page through the rows instead");
  }

  // Kysely cancels aborted queries with these; here statement_timeout limits a query.
  async cancelQuery() {}
  async killSession() {}
  async collectSessionInfo() {}
}

type Statement = Pick<CompiledQuery, "sql" | "parameters">;

interface Opening {
  begin: string;
  /** Travels with it. */
  first: Statement | undefined;
  /** What to throw if it is refused. */
  errorOf: ((error: Error) => Error) | undefined;
}

const maximumNames = 500;
const names = new Map<string, string>();

/** Undefined once 500 texts have names, so that generated SQL can't fill the server's memory. */
function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known) return known;
  if (names.size >= maximumNames) return undefined;
  const name = createHash("sha1").update(text).digest("base64url");
  names.set(text, name);
  return name;
}
