import {
  type Configuration,
  type EntityDictionary,
  type EntityName,
  type FilterQuery,
  isRaw,
  type NativeDeleteOptions,
  type NativeInsertUpdateManyOptions,
  type NativeInsertUpdateOptions,
  NativeQueryBuilder,
  OptimisticLockError,
  type Platform,
  PostgreSqlConnection,
  PostgreSqlDriver,
  Utils,
} from "@mikro-orm/postgresql";
import { CompiledQuery, type ControlledTransaction } from "kysely";

/**
 * MikroORM's own driver writes values into a statement's text, and other connections of the same role can read the texts
 * in pg_stat_activity. Here values travel as parameters.
 */
export class OrmDriver extends PostgreSqlDriver {
  protected override readonly connection: PostgreSqlConnection;

  constructor(config: Configuration) {
    super(config);
    this.connection = new OrmConnection(config);
  }

  override nativeInsert<T extends object>(
    entity: EntityName<T>,
    row: EntityDictionary<T>,
    options?: NativeInsertUpdateOptions<T>,
  ) {
    return super.nativeInsert(entity, withoutKey(row), options);
  }

  override nativeInsertMany<T extends object>(
    entity: EntityName<T>,
    rows: EntityDictionary<T>[],
    options?: NativeInsertUpdateManyOptions<T>,
  ) {
    return super.nativeInsertMany(entity, rows.map(withoutKey), options);
  }

  /** @throws {OptimisticLockError} if a row that a flush names by its whole key is not deleted: MikroORM asks this of updates alone. */
  override async nativeDelete<T extends object>(
    entity: EntityName<T>,
    where: FilterQuery<T>,
    options?: NativeDeleteOptions<T>,
  ) {
    const result = await super.nativeDelete(entity, where, options);
    const key = Utils.getPrimaryKeyHash([...(this.metadata.find(entity)?.primaryKeys ?? [])]);
    const named = (where as Record<string, { $in?: unknown[] }>)[key]?.$in;
    if (named && result.affectedRows < named.length)
      throw new OptimisticLockError("A row that was to be deleted is not there, or not in reach");
    return result;
  }
}

/** PostgreSQL generates the column (db/entity-columns.ts). */
function withoutKey<T extends object>(row: EntityDictionary<T>): EntityDictionary<T> {
  const { tenantKey: _, ...written } = row as EntityDictionary<T> & { tenantKey?: string };
  return written as EntityDictionary<T>;
}

class OrmConnection extends PostgreSqlConnection {
  /** @throws outside a transaction: nothing of a tenant is reached there */
  override async execute<T>(
    ...[query, params = [], method = "all", transaction]: Parameters<PostgreSqlConnection["execute"]>
  ): Promise<T> {
    if (!transaction) throw new Error("The ORM works in a transaction of readTenant() or writeTenant()");
    const given = query instanceof NativeQueryBuilder ? query.compile() : query;
    const { sql, params: values } = typeof given === "string" ? { sql: given, params } : given;
    if (!Array.isArray(values)) throw new Error("Named parameters are not supported");
    const statement = numbered(sql, values, this.platform);
    const result = await (transaction as ControlledTransaction<unknown>).executeQuery(
      CompiledQuery.raw(statement.sql, statement.parameters),
    );
    return this.transformRawResult<T>(result, method);
  }
}

/** With `$1` for `?`. `??` is an identifier, and `\?` a question mark, as MikroORM writes them. */
export function numbered(
  sql: string,
  values: readonly unknown[],
  platform: Pick<Platform, "quoteIdentifier">,
): { sql: string; parameters: unknown[] } {
  if (values.length === 0) return { sql, parameters: [] };
  const parameters: unknown[] = [];
  const left = [...values];
  const placed = (value: unknown): string => {
    if (isRaw(value)) return written(value.sql, [...value.params]);
    if (Array.isArray(value)) return value.map(placed).join(", ");
    return `$${parameters.push(value)}`;
  };
  const written = (text: string, own: unknown[]): string =>
    text.replaceAll(/\\\?|\?\??/g, (mark) => {
      if (mark === "\\?") return "?";
      const value = own.shift();
      return mark === "??" ? platform.quoteIdentifier(value as string) : placed(value);
    });
  return { sql: written(sql, left), parameters };
}
