import {
  AliasNode,
  ColumnNode,
  type CommonTableExpressionNode,
  type DeleteQueryNode,
  IdentifierNode,
  type JoinNode,
  type OperationNode,
  PostgresQueryCompiler,
  RawNode,
  ReferenceNode,
  type RootOperationNode,
  SelectAllNode,
  type SelectionNode,
  SelectQueryNode,
  TableNode,
  type UpdateQueryNode,
} from "kysely";
import type { TypedNode } from "#db/query.ts";

/**
 * PostgreSQL refuses a call whose arguments are of two types. The sub-select decides the type of a parameter
 * or a text in quotes, as the selection itself does, before the claim could.
 */
export const claimFunction =
  "create function pg_temp.claimed(anyelement, anyelement) returns anyelement language sql as 'select $1'";

interface Claims {
  /** The statement, to be prepared and not run: PostgreSQL checks what each `typed` column claims. */
  sql: string;
  /** Computed columns, wherever they are selected, whose type nothing says. */
  unclaimed: string[];
}

export function claimsOf(tree: RootOperationNode): Claims {
  const compiler = new ClaimsCompiler();
  const { sql } = compiler.compileQuery(tree, { queryId: "" });
  return { sql, unclaimed: compiler.unclaimed };
}

interface Sources {
  from?: { readonly froms: readonly OperationNode[] };
  joins?: readonly JoinNode[];
}

class ClaimsCompiler extends PostgresQueryCompiler {
  readonly unclaimed: string[] = [];
  /** What the queries around a node read from, if its columns are of no table. The innermost comes last. */
  readonly #computedSources: string[][] = [];

  override compileQuery(...[node, queryId]: Parameters<PostgresQueryCompiler["compileQuery"]>) {
    if (RawNode.is(node)) this.unclaimed.push("the whole statement");
    return super.compileQuery(node, queryId);
  }

  protected override visitSelectQuery(node: SelectQueryNode): void {
    this.#within(node, () => super.visitSelectQuery(node));
  }

  protected override visitUpdateQuery(node: UpdateQueryNode): void {
    this.#within(node, () => super.visitUpdateQuery(node));
  }

  protected override visitDeleteQuery(node: DeleteQueryNode): void {
    const { joins = [], using } = node;
    this.#within({ from: { froms: using?.tables ?? [] }, joins }, () => super.visitDeleteQuery(node));
  }

  protected override visitCommonTableExpression(node: CommonTableExpressionNode): void {
    if (RawNode.is(node.expression)) this.unclaimed.push(`with ${node.name.table.table.identifier.name}`);
    super.visitCommonTableExpression(node);
  }

  protected override visitSelection(node: SelectionNode): void {
    const { selection } = node;
    const computed = AliasNode.is(selection) ? selection.node : selection;
    if (!this.#isKnown(computed)) this.unclaimed.push(nameOf(selection));
    super.visitSelection(node);
  }

  protected override visitRaw(node: TypedNode): void {
    if (node.claimedType) this.append("pg_temp.claimed((select ");
    super.visitRaw(node);
    if (node.claimedType) this.append(`), null::${node.claimedType})`);
  }

  #within({ from, joins = [] }: Sources, visit: () => void): void {
    const sources = [...(from?.froms ?? []), ...joins.map(({ table }) => table)];
    this.#computedSources.push(sources.filter(isComputed).map(nameOf));
    visit();
    this.#computedSources.pop();
  }

  #isKnown(node: OperationNode): boolean {
    if (ReferenceNode.is(node) && node.table) {
      return !this.#computedSources.flat().includes(node.table.table.identifier.name);
    }
    if (ReferenceNode.is(node) || ColumnNode.is(node) || SelectAllNode.is(node)) {
      return !this.#computedSources.at(-1)?.length;
    }
    return SelectQueryNode.is(node) || Boolean((node as TypedNode).claimedType);
  }
}

function isComputed(source: OperationNode): boolean {
  const inner = AliasNode.is(source) ? source.node : source;
  return !TableNode.is(inner) && !SelectQueryNode.is(inner);
}

function nameOf(node: OperationNode): string {
  if (ReferenceNode.is(node)) {
    const column = nameOf(node.column);
    return node.table ? `${node.table.table.identifier.name}.${column}` : column;
  }
  if (ColumnNode.is(node)) return node.column.name;
  if (SelectAllNode.is(node)) return "*";
  if (!AliasNode.is(node)) return node.kind;
  if (IdentifierNode.is(node.alias)) return node.alias.name;
  // Such as `wanted (verb)`.
  return RawNode.is(node.alias) ? (node.alias.sqlFragments.join().split(" ")[0] ?? "") : node.alias.kind;
}
