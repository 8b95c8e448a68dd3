import {
  type AliasableExpression,
  type Compilable,
  type CompiledQuery,
  DummyDriver,
  type Expression,
  ExpressionWrapper,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  RawNode,
} from "kysely";
import type { ReadonlyKysely } from "kysely/readonly";
import { layers } from "./layers.ts";
import { type KnownTables, type Reach, TenantFilter, tenantParameter } from "./tenant-filter.ts";
import type { DoorReader, DoorWriter, Reader, Writer } from "./transaction.ts";

/**
 * A query is built with Kysely, gets the tenant's condition from a plugin (tenant-filter.ts), is compiled
 * once, and runs in the request's own transaction. Its text never changes, so PostgreSQL keeps it prepared by
 * its name.
 * While it is built, its parameters are placeholders: it may pass them on, but not look at them.
 */

export interface Statement<Tx, Parameters, Row> {
  (tx: Tx, ...parameters: Given<Parameters>): Promise<Row[]>;
  first(tx: Tx, ...parameters: Given<Parameters>): Promise<Row | null>;
}
type Given<Parameters> = undefined extends Parameters ? [] : [parameters: Parameters];

export type TenantScope<Tx extends Reader = Reader> = Tx & { readonly tenantId: string };

/** For the operator's and the worker's verbs: tells tenant queries which tenant they are about. */
export function withinTenant<Tx extends Reader>(tx: Tx, tenantId: string): TenantScope<Tx> {
  return { ...tx, tenantId };
}

export interface Definition {
  /** The name of a statement written by hand. A test compares its columns with the database. */
  byHand: string | null;
  columns: Columns | null;
  /** The reason to look at rows of several tenants at once. */
  acrossTenants: string | null;
  mayWrite: boolean;
  /** As requests run it, or as the operator and the worker do. */
  compile(reach: Reach): Compiled;
  /** For tests: built anew, with the tree that it was compiled from. */
  build(reach: Reach): CompiledQuery;
}

export interface Compiled {
  sql: string;
  parameters: readonly unknown[];
}

/** Where no table says a type, a column does: TypeScript's follows from it, and a test checks PostgreSQL's. */
export type Columns = Readonly<Record<string, Column<unknown>>>;
export interface Column<Value> {
  /** PostgreSQL's name, such as `timestamp with time zone`. */
  type: string;
  isNullable: boolean;
  /** Never set: carries the type. */
  readonly value?: Value;
}
export type RowOf<C extends Columns> = {
  [Name in keyof C]: C[Name] extends Column<infer Value> ? Value : never;
};

/** A selected column that is computed. Without this, a test refuses it. */
export function typed<Value>(
  { type }: Column<Value>,
  expression: Expression<unknown>,
): AliasableExpression<Value> {
  const node: TypedNode = { ...RawNode.create(["", ""], [expression.toOperationNode()]), claimedType: type };
  return new ExpressionWrapper<never, never, Value>(node);
}
export type TypedNode = RawNode & { readonly claimedType?: string };

const column = <Value>(type: string): Column<Value> => ({ type, isNullable: false });
export const uuid = column<string>("uuid");
export const text = column<string>("text");
export const textOf = <Value extends string>() => column<Value>("text");
export const texts = column<string[]>("text[]");
export const boolean = column<boolean>("boolean");
export const integer = column<number>("integer");
export const smallint = column<number>("smallint");
/** For numbers beyond integer, cast to `float8`: exact up to 2^53. */
export const float = column<number>("double precision");
export const timestamp = column<Date>("timestamp with time zone");
export const json = <Value>() => column<Value>("jsonb");
export function nullable<Value>(of: Column<Value>): Column<Value | null> {
  return { ...of, isNullable: true };
}

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
 * `tables` is read when the first statement is compiled: nouns may refer to each other in a circle. `Name`: what
 * a statement by hand may be called.
 */
export function statementsOver<DB, Name extends string>(tables: () => KnownTables) {
  const definitions: Definition[] = [];

  function define<Tx extends Reader, Parameters, Row>(
    write: (db: Kysely<DB>, parameters: Parameters) => Compilable<Row> | RawBuilder<Row>,
    scope: "tenant" | "no tenant",
    mayWrite: boolean,
    { acrossTenants, byHand, columns }: Options = {},
  ): Statement<Tx, Parameters, Row> {
    const compiled = new Map<string, Compiled>();

    function build(reach: Reach): CompiledQuery {
      const filter = new TenantFilter({
        tables: tables(),
        scope: acrossTenants ? "every tenant" : scope,
        reach,
        tenant: tenantParameter,
      });
      const db = builderOver<DB>(filter);
      return (write(db, placeholders as Parameters) as RawBuilder<Row>).compile(db);
    }

    function compile(reach: Reach): Compiled {
      const form = `${layers.filter} ${reach}`;
      const known = compiled.get(form);
      if (known) return known;
      const { sql, parameters } = build(reach);
      compiled.set(form, { sql, parameters });
      return { sql, parameters };
    }

    definitions.push({
      byHand: byHand ?? null,
      columns: columns ?? null,
      acrossTenants: acrossTenants ?? null,
      mayWrite,
      compile,
      build,
    });

    async function run(tx: Tx, ...[given]: Given<Parameters>): Promise<Row[]> {
      const { sql, parameters } = compile(tx.reach ?? "tables");
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
    <Tx extends Reader>(scope: "tenant" | "no tenant", mayWrite: boolean) =>
    <C extends Columns, Parameters = undefined>(name: Name, columns: C, write: Write<Parameters>) =>
      define<Tx, Parameters, RowOf<C>>(
        (_, parameters) => write(parameters) as RawBuilder<RowOf<C>>,
        scope,
        mayWrite,
        { byHand: name, columns },
      );

  return {
    definitions: definitions as readonly Definition[],

    tenantQuery: Object.assign(
      <Row, Parameters = undefined>(build: Build<ReadonlyKysely<DB>, Parameters, Row>) =>
        define<TenantScope, Parameters, Row>(build as never, "tenant", false),
      { byHand: byHand<TenantScope>("tenant", false) },
    ),

    tenantChange: Object.assign(
      <Row, Parameters = undefined>(build: Build<Kysely<DB>, Parameters, Row>) =>
        define<TenantScope<Writer>, Parameters, Row>(build, "tenant", true),
      { byHand: byHand<TenantScope<Writer>>("tenant", true) },
    ),

    /** Reads rows of no tenant. Tables of tenants are refused, unless a reason is given. */
    query: Object.assign(
      <Row, Parameters = undefined>(build: Build<ReadonlyKysely<DB>, Parameters, Row>) =>
        define<Reader, Parameters, Row>(build as never, "no tenant", false),
      {
        acrossTenants: <Row, Parameters = undefined>(
          reason: string,
          build: Build<ReadonlyKysely<DB>, Parameters, Row>,
        ) => define<Reader, Parameters, Row>(build as never, "no tenant", false, { acrossTenants: reason }),
        byHand: byHand<Reader>("no tenant", false),
        /** A function of the database that only rowhouse_door may call. */
        atDoor: byHand<DoorReader>("no tenant", false),
      },
    ),

    change: Object.assign(
      <Row, Parameters = undefined>(build: Build<Kysely<DB>, Parameters, Row>) =>
        define<Writer, Parameters, Row>(build, "no tenant", true),
      {
        acrossTenants: <Row, Parameters = undefined>(
          reason: string,
          build: Build<Kysely<DB>, Parameters, Row>,
        ) => define<Writer, Parameters, Row>(build, "no tenant", true, { acrossTenants: reason }),
        byHand: byHand<Writer>("no tenant", true),
        atDoor: byHand<DoorWriter>("no tenant", true),
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
