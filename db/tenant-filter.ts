import {
  AndNode,
  BinaryOperationNode,
  ColumnNode,
  type DeleteQueryNode,
  IdentifierNode,
  type InsertQueryNode,
  type JoinNode,
  type KyselyPlugin,
  OnNode,
  type OperationNode,
  OperationNodeTransformer,
  OperatorNode,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  PrimitiveValueListNode,
  type QueryId,
  RawNode,
  ReferenceNode,
  type RootOperationNode,
  SchemableIdentifierNode,
  type SelectQueryNode,
  TableNode,
  type UpdateQueryNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
  WhereNode,
  type WithNode,
} from "kysely";
import { layers } from "./layers.ts";

interface KnownTable {
  schema: string;
  /** `tenant_id`, or `id` in the table of tenants. Null: its rows belong to no tenant. */
  tenantColumn: string | null;
  /** Whether it has a view for requests. */
  isShown: boolean;
}

/** By their names, which no two schemas share. */
export type KnownTables = ReadonlyMap<string, KnownTable>;

/**
 * The schema of the views through which requests reach the tables of tenants (control.show_rows in db/functions/wall.sql). Each
 * has its table's name.
 */
export const viewSchema = "entered";

/** The tenant's id as a text, which requests read in place of the tenant's column. */
const keyColumn = "tenant_key";

/** Requests have no right on tables of tenants, and the operator and the worker none on views. */
export type Reach = "views" | "tables";

/** Stands for the entered tenant's id until a statement runs. */
export const tenantParameter = Symbol("the tenant that was entered");

/** Tables of tenants get the condition, are refused, or are read as they are, for a reason that is given. */
type FilterScope = "tenant" | "no tenant" | "every tenant";

/** What a filter holds statements to. */
interface Holding {
  tables: KnownTables;
  scope: FilterScope;
  reach: Reach;
  /** The tenant's id, or `tenantParameter` for statements that are compiled ahead. */
  tenant: unknown;
}

/**
 * The global filter. In every select, update and delete, each table of tenants, also in joins and
 * sub-queries, gets the condition that the row is of the entered tenant; in every insert, each row gets that
 * tenant's id. A statement that writes the tenant itself is refused. The filter can't see into the text of `sql`,
 * be it a fragment or a statement by hand: a test looks there for tables without the condition
 * (tests/integration/statements.test.ts). A sub-query that is built is filtered within a fragment, too.
 */
export class TenantFilter implements KyselyPlugin {
  readonly #holding: Holding;

  constructor(holding: Holding) {
    this.#holding = holding;
  }

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    return new Transformer(this.#holding).transformNode(node, queryId);
  }

  async transformResult({ result }: PluginTransformResultArgs) {
    return result;
  }
}

interface Named {
  table: string;
  alias: string;
  isAliased: boolean;
}

/** A sub-query passes the plugin alone, and then again within its query. */
const filteredBefore = new WeakSet<OperationNode>();

class Transformer extends OperationNodeTransformer {
  readonly #holding: Holding;
  /** Common table expressions in scope: they hide tables. */
  readonly #expressions: string[] = [];

  constructor(holding: Holding) {
    super();
    this.#holding = holding;
  }

  protected override transformSelectQuery(node: SelectQueryNode, queryId: QueryId): SelectQueryNode {
    if (filteredBefore.has(node)) return node;
    return this.#within(node.with, () => {
      const named = (node.from?.froms ?? []).map((from) => this.#named(from));
      const where = this.#filtered(node.where, named);
      return super.transformSelectQuery({ ...node, ...where, ...joined(node, this) }, queryId);
    });
  }

  protected override transformUpdateQuery(node: UpdateQueryNode, queryId: QueryId): UpdateQueryNode {
    return this.#within(node.with, () => {
      const named = [node.table, ...(node.from?.froms ?? [])].map((from) => from && this.#named(from));
      const tenantColumn = named[0] && this.#tenantColumnOf(named[0]);
      for (const update of node.updates ?? []) this.#refuseTenant(update.column, tenantColumn);
      const where = this.#filtered(node.where, named);
      return super.transformUpdateQuery({ ...node, ...where, ...joined(node, this) }, queryId);
    });
  }

  protected override transformDeleteQuery(node: DeleteQueryNode, queryId: QueryId): DeleteQueryNode {
    return this.#within(node.with, () => {
      const named = [...node.from.froms, ...(node.using?.tables ?? [])].map((from) => this.#named(from));
      const where = this.#filtered(node.where, named);
      return super.transformDeleteQuery({ ...node, ...where, ...joined(node, this) }, queryId);
    });
  }

  protected override transformInsertQuery(node: InsertQueryNode, queryId: QueryId): InsertQueryNode {
    return this.#within(node.with, () => {
      const into = node.into && this.#named(node.into);
      const tenantColumn = into && this.#heldColumnOf(into);
      const filled = tenantColumn ? this.#tenantInserted(node, tenantColumn) : node;
      return super.transformInsertQuery(filled, queryId);
    });
  }

  protected override transformMergeQuery(): never {
    throw new Error("The tenant's filter doesn't know merge: write the statement otherwise");
  }

  protected override transformSchemableIdentifier(node: SchemableIdentifierNode): SchemableIdentifierNode {
    const name = node.identifier.name;
    if (node.schema || this.#expressions.includes(name)) return node;
    const schema = this.#schemaOf(name);
    return schema ? SchemableIdentifierNode.createWithSchema(schema, name) : node;
  }

  /** Constants are written into the text, where PostgreSQL can plan with them. */
  protected override transformValue(node: ValueNode): ValueNode {
    return this.#isAhead && isConstant(node.value) ? ValueNode.createImmediate(node.value) : node;
  }

  protected override transformPrimitiveValueList(node: PrimitiveValueListNode): PrimitiveValueListNode {
    if (!this.#isAhead || !node.values.some(isConstant)) return node;
    const values = node.values.map((value) =>
      isConstant(value) ? ValueNode.createImmediate(value) : ValueNode.create(value),
    );
    return ValueListNode.create(values) as unknown as PrimitiveValueListNode;
  }

  /** Keeps what `typed` wrote on it. */
  protected override transformRaw(node: RawNode, queryId: QueryId): RawNode {
    return { ...node, ...super.transformRaw(node, queryId) };
  }

  get #isAhead(): boolean {
    return this.#holding.tenant === tenantParameter;
  }

  /** The condition goes into the join's ON, so that an outer join stays one. */
  joinFiltered(join: JoinNode): JoinNode {
    const condition = this.#conditions([this.#named(join.table)]);
    if (!condition) return join;
    if (join.joinType === "CrossJoin" || join.joinType === "LateralCrossJoin") {
      throw new Error("A cross join of a tenant's table: join it on its key");
    }
    return {
      ...join,
      on: join.on ? OnNode.cloneWithOperation(join.on, "And", condition) : OnNode.create(condition),
    };
  }

  #within<Node extends OperationNode>(node: WithNode | undefined, transform: () => Node): Node {
    const names = (node?.expressions ?? []).map((expression) => expression.name.table.table.identifier.name);
    for (const name of names) {
      if (this.#holding.tables.has(name))
        throw new Error(`A common table expression named ${name} hides a table`);
    }
    this.#expressions.push(...names);
    const transformed = transform();
    this.#expressions.splice(this.#expressions.length - names.length);
    filteredBefore.add(transformed);
    return transformed;
  }

  #filtered(where: WhereNode | undefined, named: readonly (Named | undefined)[]): { where?: WhereNode } {
    const condition = this.#conditions(named);
    if (!condition) return {};
    return {
      where: where ? WhereNode.cloneWithOperation(where, "And", condition) : WhereNode.create(condition),
    };
  }

  #conditions(named: readonly (Named | undefined)[]): OperationNode | undefined {
    return named
      .flatMap((each) => {
        const tenantColumn = each && this.#heldColumnOf(each);
        return tenantColumn ? [this.#condition(each, tenantColumn)] : [];
      })
      .reduce<OperationNode | undefined>(
        (left, right) => (left ? AndNode.create(left, right) : right),
        undefined,
      );
  }

  #isReachedByView(name: string): boolean {
    return this.#holding.reach === "views" && this.#holding.tables.get(name)?.isShown === true;
  }

  #schemaOf(name: string): string | undefined {
    return this.#isReachedByView(name) ? viewSchema : this.#holding.tables.get(name)?.schema;
  }

  #tenantColumnOf({ table }: Named): string | null {
    return this.#holding.tables.get(table)?.tenantColumn ?? null;
  }

  /** Null if the filter doesn't hold the table. @throws if it may not be used here. */
  #heldColumnOf(named: Named): string | null {
    const tenantColumn = this.#tenantColumnOf(named);
    if (!tenantColumn || this.#holding.scope === "every tenant") return null;
    if (this.#holding.scope === "no tenant") {
      throw new Error(`${named.table} has rows of tenants, and no tenant is entered here: use tenantQuery()`);
    }
    return layers.filter ? tenantColumn : null;
  }

  #condition({ table, alias, isAliased }: Named, tenantColumn: string): OperationNode {
    const isView = this.#isReachedByView(table);
    const from = isAliased
      ? TableNode.create(alias)
      : TableNode.createWithSchema(this.#schemaOf(table) ?? "", table);
    const column = ReferenceNode.create(ColumnNode.create(isView ? keyColumn : tenantColumn), from);
    const tenant = ValueNode.create(this.#holding.tenant);
    // Behind a view the wall's own comparison leads to an index. A second one would make PostgreSQL expect a part of the rows.
    return isView
      ? RawNode.create(["(case when ", " = ", " then true end) is not null"], [column, tenant])
      : BinaryOperationNode.create(column, OperatorNode.create("="), tenant);
  }

  #tenantInserted(node: InsertQueryNode, tenantColumn: string): InsertQueryNode {
    for (const each of node.columns ?? []) this.#refuseTenant(each, tenantColumn);
    if (!node.values || !ValuesNode.is(node.values)) {
      throw new Error(
        "The tenant's filter can't put the tenant into an insert from a select: list the values",
      );
    }
    const values = node.values.values.map((row) =>
      PrimitiveValueListNode.is(row)
        ? PrimitiveValueListNode.create([...row.values, this.#holding.tenant])
        : ValueListNode.create([...row.values, ValueNode.create(this.#holding.tenant)]),
    );
    return {
      ...node,
      columns: [...(node.columns ?? []), ColumnNode.create(tenantColumn)],
      values: ValuesNode.create(values),
    };
  }

  #refuseTenant(column: OperationNode, tenantColumn: string | null | undefined): void {
    if (ColumnNode.is(column) && column.column.name === tenantColumn && this.#holding.scope === "tenant") {
      throw new Error(`The tenant is put in by the filter: leave ${tenantColumn} out`);
    }
  }

  #named(node: OperationNode): Named | undefined {
    const aliased =
      node.kind === "AliasNode" ? (node as unknown as { node: OperationNode; alias: OperationNode }) : null;
    const inner = aliased?.node ?? node;
    if (!TableNode.is(inner)) return undefined;
    const table = inner.table.identifier.name;
    if (this.#expressions.includes(table)) return undefined;
    if (!this.#holding.tables.has(table))
      throw new Error(`There is no table ${table}: its noun has to define it`);
    const alias = aliased && IdentifierNode.is(aliased.alias) ? aliased.alias.name : table;
    return { table, alias, isAliased: aliased !== null };
  }
}

function joined(
  node: { joins?: readonly JoinNode[] },
  transformer: Transformer,
): { joins?: readonly JoinNode[] } {
  return node.joins ? { joins: node.joins.map((join) => transformer.joinFiltered(join)) } : {};
}

function isConstant(value: unknown): boolean {
  return value === null || ["string", "number", "bigint", "boolean"].includes(typeof value);
}
