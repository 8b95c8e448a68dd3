import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
} from "kysely";
import type { ReadonlyKysely } from "kysely/readonly";
import { layers } from "./layers.ts";
import { type Tables, TenantFilter, tenantParameter } from "./tenant-filter.ts";
import type { Reader, Writer } from "./transaction.ts";

/**
 * Queries as they are defined beside their noun: built with Kysely, whose table types are inferred from the entities,
 * with the global filter's condition put on every tenant table by a plugin (tenant-filter.ts), compiled once, and run on
 * the request's own transaction. A statement's text never changes, so PostgreSQL keeps it prepared by its name.
 *
 * A query names its parameters: `tenantQuery((db, { id }: { id: string }) => db.selectFrom("projects")…)`. While it is
 * built they are placeholders, so it may pass them on and not look at them.
 */

/** A statement that was defined: call it with a transaction and its parameters. */
export interface Statement<Tx, Parameters, Row> {
  (tx: Tx, ...parameters: Given<Parameters>): Promise<Row[]>;
  /** The first row, or null. */
  first(tx: Tx, ...parameters: Given<Parameters>): Promise<Row | null>;
}
type Given<Parameters> = undefined extends Parameters ? [] : [parameters: Parameters];

/** A transaction, or a connection, with the one tenant that a tenant query is about. */
export type TenantScope<Tx extends Reader = Reader> = Tx & { readonly tenantId: string };

/** The same transaction, with the one tenant that tenant queries are about: for verbs of the operator and the worker. */
export function withinTenant<Tx extends Reader>(tx: Tx, tenantId: string): TenantScope<Tx> {
  return { ...tx, tenantId };
}

/** What a test knows of a statement: db/query.ts collects each as it is defined. */
export interface Definition {
  /** Written by hand, under this name; its columns are held against the database. */
  byHand: string | null;
  columns: Columns | null;
  /** The one reason to look at rows of several tenants at once. */
  acrossTenants: string | null;
  mayWrite: boolean;
  compile(): Compiled;
}

export interface Compiled {
  sql: string;
  parameters: readonly unknown[];
}

/** Types of columns, for statements that no builder types: the row's type follows from them, and a test checks them. */
export type Columns = Readonly<Record<string, Column<unknown>>>;
export interface Column<Value> {
  /** As PostgreSQL calls it, such as `timestamp with time zone`. */
  type: string;
  isNullable: boolean;
  /** Never set: carries the type. */
  readonly value?: Value;
}
export type RowOf<C extends Columns> = {
  [Name in keyof C]: C[Name] extends Column<infer Value> ? Value : never;
};

const column = <Value>(type: string): Column<Value> => ({ type, isNullable: false });
export const uuid = column<string>("uuid");
export const text = column<string>("text");
/** A text of which only these values occur. */
export const textOf = <Value extends string>() => column<Value>("text");
export const boolean = column<boolean>("boolean");
export const integer = column<number>("integer");
export const smallint = column<number>("smallint");
/** A number that may be larger than an integer: cast to `float8`, exact up to 2^53. */
export const float = column<number>("double precision");
export const timestamp = column<Date>("timestamp with time zone");
export const json = <Value>() => column<Value>("jsonb");
export function nullable<Value>(of: Column<Value>): Column<Value | null> {
  return { ...of, isNullable: true };
}

/** Builds and compiles, and is connected to nothing. */
function builderOver<DB>(filter: TenantFilter): Kysely<DB> {
  return new Kysely<DB>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    plugins: [filter],
  });
}

/** Stands for a parameter while a statement is built. */
class Placeholder {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

const placeholders = new Proxy(
  {},
  {
    get: (_, name) => new Placeholder(String(name)),
    ownKeys: () => {
      throw new Error(
        "Which parameters there are isn't known while a query is built: name them, don't spread them",
      );
    },
  },
);

interface Options {
  acrossTenants?: string;
  byHand?: string;
  columns?: Columns;
}

/**
 * The ways to define a statement over an application's tables.
 * @param tables read when the first statement is compiled, so that nouns may refer to each other in a circle.
 * @param reasons why each statement that is written by hand is.
 */
export function statementsOver<DB, Name extends string>(
  tables: () => Tables,
  reasons: Readonly<Record<Name, string>>,
) {
  const definitions: Definition[] = [];

  function define<Tx extends Reader, Parameters, Row>(
    build: (db: Kysely<DB>, parameters: Parameters) => Compilable<Row> | RawBuilder<Row>,
    scope: "tenant" | "no tenant",
    mayWrite: boolean,
    { acrossTenants, byHand, columns }: Options = {},
  ): Statement<Tx, Parameters, Row> {
    const compiled = new Map<boolean, Compiled>();

    function compile(): Compiled {
      const known = compiled.get(layers.filter);
      if (known) return known;
      const filter = new TenantFilter(tables(), acrossTenants ? "every tenant" : scope);
      const db = builderOver<DB>(filter);
      const built = build(db, placeholders as Parameters);
      const made = "compile" in built ? (built as RawBuilder<Row>).compile(db) : built;
      const { sql, parameters } = made as Compiled;
      compiled.set(layers.filter, { sql, parameters });
      return { sql, parameters };
    }

    definitions.push({
      byHand: byHand ?? null,
      columns: columns ?? null,
      acrossTenants: acrossTenants ?? null,
      mayWrite,
      compile,
    });

    async function run(tx: Tx, ...[given]: Given<Parameters>): Promise<Row[]> {
      const { sql, parameters } = compile();
      return tx.rows<Row>(
        sql,
        parameters.map((value) =>
          boundValue(value, given as Readonly<Record<string, unknown>> | undefined, tx),
        ),
      );
    }
    return Object.assign(run, {
      first: async (tx: Tx, ...given: Given<Parameters>) => (await run(tx, ...given))[0] ?? null,
    });
  }

  type Build<Builder, Parameters, Row> = (db: Builder, parameters: Parameters) => Compilable<Row>;
  type Write<Parameters> = (parameters: Parameters) => RawBuilder<unknown>;

  const byHand =
    <Tx extends Reader>(scope: "tenant" | "no tenant", mayWrite: boolean, acrossTenants?: true) =>
    <C extends Columns, Parameters = undefined>(name: Name, columns: C, write: Write<Parameters>) =>
      define<Tx, Parameters, RowOf<C>>(
        (_, parameters) => write(parameters) as RawBuilder<RowOf<C>>,
        scope,
        mayWrite,
        {
          byHand: name,
          columns,
          ...(acrossTenants && { acrossTenants: reasons[name] }),
        },
      );

  return {
    /** Every statement that was defined so far. */
    definitions: definitions as readonly Definition[],

    /** Reads rows of the tenant that was entered. */
    tenantQuery: Object.assign(
      <Row, Parameters = undefined>(build: Build<ReadonlyKysely<DB>, Parameters, Row>) =>
        define<TenantScope, Parameters, Row>(build as never, "tenant", false),
      { byHand: byHand<TenantScope>("tenant", false) },
    ),

    /** Writes rows of the tenant that was entered. */
    tenantChange: Object.assign(
      <Row, Parameters = undefined>(build: Build<Kysely<DB>, Parameters, Row>) =>
        define<TenantScope<Writer>, Parameters, Row>(build, "tenant", true),
      { byHand: byHand<TenantScope<Writer>>("tenant", true) },
    ),

    /** Reads rows that belong to no tenant. Tables of tenants are refused, unless a reason is given. */
    query: Object.assign(
      <Row, Parameters = undefined>(build: Build<ReadonlyKysely<DB>, Parameters, Row>) =>
        define<Reader, Parameters, Row>(build as never, "no tenant", false),
      {
        acrossTenants: <Row, Parameters = undefined>(
          reason: string,
          build: Build<ReadonlyKysely<DB>, Parameters, Row>,
        ) => define<Reader, Parameters, Row>(build as never, "no tenant", false, { acrossTenants: reason }),
        byHand: byHand<Reader>("no tenant", false, true),
      },
    ),

    /** Writes rows that belong to no tenant. Tables of tenants are refused, unless a reason is given. */
    change: Object.assign(
      <Row, Parameters = undefined>(build: Build<Kysely<DB>, Parameters, Row>) =>
        define<Writer, Parameters, Row>(build, "no tenant", true),
      {
        acrossTenants: <Row, Parameters = undefined>(
          reason: string,
          build: Build<Kysely<DB>, Parameters, Row>,
        ) => define<Writer, Parameters, Row>(build, "no tenant", true, { acrossTenants: reason }),
        byHand: byHand<Writer>("no tenant", true, true),
      },
    ),
  };
}

function boundValue(
  value: unknown,
  given: Readonly<Record<string, unknown>> | undefined,
  tx: Reader & { readonly tenantId?: string },
): unknown {
  if (value instanceof Placeholder) {
    if (value.name === "tenantId" && given?.tenantId === undefined) return enteredTenant(tx);
    return given?.[value.name] ?? null;
  }
  return value === tenantParameter ? enteredTenant(tx) : value;
}

function enteredTenant({ tenantId }: { readonly tenantId?: string }): string {
  if (!tenantId) throw new Error("No tenant was entered: use readTenant() or writeTenant()");
  return tenantId;
}
