import { randomUUID } from "node:crypto";
import type { ClientBase, Pool } from "pg";
import type { ServingRole } from "#db/roles.ts";
import { tenantColumnOf } from "#db/safety/tenant-column.ts";

/** Values as PostgreSQL writes them: a place in a statement takes them whatever its type. */
type Value = string | null;

interface Statement {
  sql: string;
  values: readonly Value[];
}

/** What a role can do in one transaction, and what can end in a function with the rights of another. */
export interface Step {
  /** The function it calls, or the table it writes: `control.own_tenant(text)`, `tenant.tasks`. */
  target: string;
  statements: readonly Statement[];
}

/** By `schema.function.parameter`, by parameter or by type, in this order. */
export type Examples = Readonly<Record<string, readonly Value[]>>;

const ownSchemas =
  "(select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')";

interface Callable {
  signature: string;
  name: string;
  parameters: { name: string | null; type: string }[];
}

/** Every function that the role may run, with every combination of its examples. @throws if one lacks them */
export async function callsOf(admin: Pool, role: ServingRole, examples: Examples): Promise<Step[]> {
  const { rows } = await admin.query<Callable>(
    `select p.oid::regprocedure::text as signature, format('%I.%I', n.nspname, p.proname) as name,
       coalesce((
         select json_agg(json_build_object('name', p.proargnames[a.place], 'type', format_type(a.type, null)) order by a.place)
         from unnest(p.proargtypes) with ordinality a (type, place)), '[]') as parameters
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.oid in ${ownSchemas} and p.prorettype <> 'trigger'::regtype
       and has_schema_privilege($1, n.oid, 'usage') and has_function_privilege($1, p.oid, 'execute')
     order by 1`,
    [role],
  );
  return rows.flatMap(({ signature, name, parameters }) => {
    const given = parameters.map(({ name: parameter, type }) => {
      const found = examples[`${name}.${parameter}`] ?? examples[parameter ?? ""] ?? examples[type];
      if (!found) throw new Error(`${signature} is not attacked: give an example of ${parameter} or ${type}`);
      return found;
    });
    const sql = `select * from ${name}(${parameters.map((_, place) => `$${place + 1}`).join(", ")})`;
    return combinations(given).map((values) => ({ target: signature, statements: [{ sql, values }] }));
  });
}

function combinations<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>(
    (begun, list) => begun.flatMap((values) => list.map((value) => [...values, value])),
    [[]],
  );
}

interface Table {
  /** By what the role reaches it: the view, for requests. */
  name: string;
  table: string;
  columns: Column[];
  /** Every column. */
  maySelect: boolean;
  mayDelete: boolean;
}

interface Column {
  name: string;
  /** By which rows are found: no request may read the tenant's own column. */
  readAs: string;
  type: string;
  isRequired: boolean;
  isKey: boolean;
  isUnique: boolean;
  mayInsert: boolean;
  mayUpdate: boolean;
}

type Row = Record<string, Value>;

/**
 * Every kind of write to every table that the role may write: triggers and checks are behind it. `session` is
 * the role's own and inside a tenant; it shows which rows it could change.
 */
export async function writesOf(
  admin: Pool,
  session: ClientBase,
  role: ServingRole,
  examples: Examples,
): Promise<Step[]> {
  const { rows: tables } = await admin.query<Table>(
    `select r.through::text as name, c.oid::regclass::text as table,
       has_table_privilege($1, r.through, 'select') as "maySelect", has_table_privilege($1, r.through, 'delete') as "mayDelete",
       (select json_agg(json_build_object(
          'name', a.attname, 'readAs', case
            when r.through <> c.oid and a.attname = ${tenantColumnOf("c.oid")} then 'tenant_key'
            else a.attname end, 'type', format_type(a.atttypid, null), 'isRequired', a.attnotnull,
          'isKey', coalesce(a.attnum = any (k.indkey::int2[]), false),
          'isUnique', exists (
            select from pg_index i where i.indrelid = c.oid and i.indisunique and a.attnum = any (i.indkey::int2[])),
          'mayInsert', has_column_privilege($1, r.through, a.attname, 'insert'),
          'mayUpdate', has_column_privilege($1, r.through, a.attname, 'update')) order by a.attnum)
        from pg_attribute a left join pg_index k on k.indrelid = c.oid and k.indisprimary
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity = ''
       ) as columns
     from pg_class c
     cross join lateral (
       select coalesce(case $1 when 'rowhouse_app' then to_regclass(format('entered.%I', c.relname)) end, c.oid::regclass) as through
     ) r
     where exists (select from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal)
       and c.relnamespace in ${ownSchemas}
       and (has_any_column_privilege($1, r.through, 'insert, update') or has_table_privilege($1, r.through, 'delete'))
     order by 1`,
    [role],
  );
  const steps: Step[] = [];
  const { rows: settings } = await session.query("select current_setting('app.tenant_id', true) as tenant");
  for (const table of tables) {
    const rows = table.maySelect
      ? await someRows(session, table, "true", [])
      : await someRows(admin, table, "tenant_key = $1", [settings[0].tenant]);
    steps.push(...rows.flatMap((row) => writesOfRow(table, row, rows, examples)));
  }
  return steps;
}

async function someRows(
  source: Pick<ClientBase, "query">,
  { table, columns }: Table,
  where: string,
  values: string[],
): Promise<Row[]> {
  const most = 3;
  const { rows } = await source.query<Row>({
    text: `select ${columns.map(quoted).join(", ")} from ${table} where ${where} limit ${most}`,
    values,
    types: { getTypeParser: () => (text: string | Buffer) => String(text) },
  });
  return rows;
}

function writesOfRow(table: Table, row: Row, others: Row[], examples: Examples): Step[] {
  const { name: target, columns, mayDelete } = table;
  const key = columns.filter(({ isKey }) => isKey);
  const place = (from: number) => key.map(({ readAs }, n) => `"${readAs}" = $${from + n}`).join(" and ");
  const keyValues = key.map(({ name }) => row[name] ?? null);
  const insertable = columns.filter(({ mayInsert }) => mayInsert);
  const insert = (valueFor: (column: Column) => Value): Statement => ({
    sql: `insert into ${target} (${insertable.map(quoted).join(", ")}) values (${insertable.map((_, n) => `$${n + 1}`).join(", ")})`,
    values: insertable.map(valueFor),
  });
  const remove: Statement = { sql: `delete from ${target} where ${place(1)}`, values: keyValues };
  const update = (column: Column, value: Value): Statement => ({
    sql: `update ${target} set ${quoted(column)} = $1 where ${place(2)}`,
    values: [value, ...keyValues],
  });

  const copy = insert((column) => unused(column, row[column.name] ?? null));
  const again = insert(({ name }) => row[name] ?? null);
  const updates = columns
    .filter(({ mayUpdate }) => mayUpdate)
    .flatMap((column) => {
      const present = row[column.name] ?? null;
      const values = [
        ...others.map(({ [column.name]: value = null }) => value),
        ...(examples[column.type] ?? []),
      ];
      return [...new Set(values)]
        .filter((value) => value !== present && !(value === null && column.isRequired))
        .map((value) => [update(column, value), update(column, present)]);
    });
  return [[copy], ...(mayDelete ? [[remove, again]] : []), ...updates].map((statements) => ({
    target,
    statements,
  }));
}

const quoted = ({ name }: Pick<Column, "name">) => `"${name}"`;

/** A value that no other row has, where no two rows may have the same. */
function unused({ name, type, isUnique }: Column, value: Value): Value {
  if (!isUnique || name === "tenant_id") return value;
  if (type === "uuid") return randomUUID();
  if (type === "bytea") return `\\x${randomUUID().replaceAll("-", "")}`;
  return type === "text" ? `${value}-${randomUUID().slice(0, 8)}` : value;
}
