import type { ClientBase } from "pg";
import { servingRoles } from "./roles.ts";

/** `npm run db:schema` writes this into docs/security.md: what the roles that serve people may do, from the catalog. */

export const securityPage = "docs/security.md";

/** The page with the part between its marks replaced. */
export function withPowers(page: string, powers: string): string {
  return page.replace(
    /(<!-- powers: .* -->\n)[\s\S]*(<!-- end of powers -->)/,
    (_, begin, end) => `${begin}\n${powers}\n\n${end}`,
  );
}

interface Power {
  table: string;
  role: string;
  /** Null: nothing. `*`: every column. */
  reads: string | null;
  changes: string | null;
  /** The conditions of its policies for reading. */
  scopes: string[];
}

const powersSql = `
  with columns as (
    select c.oid as table_id, c.oid::regclass::text as "table", a.attname as name, a.attnum as place,
      to_regclass(format('entered.%I', c.relname)) as view_id
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where n.nspname in ('control', 'tenant', 'graphile_worker') and c.relkind in ('r', 'p') and a.attname <> 'tenant_key'
  ), reached as (
    -- Requests reach a table by its view, with the rights of the owner, for whom the policies are.
    select "table", table_id, name, place, role,
      case when by_view then view_id else table_id end as id,
      case when by_view then 'rowhouse_owner' else role end as subject
    from columns, unnest($1::text[]) role, lateral (select role = 'rowhouse_app' and view_id is not null as by_view) v
  ), granted as (
    select "table", table_id, id, subject, role, privilege,
      case when bool_and(has_column_privilege(role, id, name, privilege)) then '*'
        else string_agg(name, ', ' order by place) filter (where has_column_privilege(role, id, name, privilege)) end as names
    from reached, unnest(array['SELECT', 'INSERT', 'UPDATE']) privilege
    group by "table", table_id, id, subject, role, privilege
  )
  select "table", role,
    max(names) filter (where privilege = 'SELECT') as reads,
    nullif(concat_ws('; ',
      'inserts ' || nullif(max(names) filter (where privilege = 'INSERT'), '*'),
      case when max(names) filter (where privilege = 'INSERT') = '*' then 'inserts' end,
      'updates ' || nullif(max(names) filter (where privilege = 'UPDATE'), '*'),
      case when max(names) filter (where privilege = 'UPDATE') = '*' then 'updates' end,
      case when has_table_privilege(role, id, 'DELETE') then 'deletes' end), '') as changes,
    coalesce((
      select array_agg(distinct pg_get_expr(p.polqual, p.polrelid) order by pg_get_expr(p.polqual, p.polrelid))
      from pg_policy p where p.polrelid = table_id and p.polqual is not null
        and p.polcmd in ('*', 'r') and subject::regrole = any (p.polroles)), '{}') as scopes
  from granted group by "table", table_id, id, subject, role order by 1, 2`;

interface Callable {
  role: string;
  names: string[];
}

const callablesSql = `
  select role, array_agg(distinct p.proname::text order by p.proname::text) as names
  from unnest($1::text[]) role, pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname in ('control', 'tenant') and p.prosecdef and p.prorettype <> 'trigger'::regtype
    and has_function_privilege(role, p.oid, 'execute')
  group by role order by role`;

/** Two tables in Markdown. @throws if a policy has a condition that this file has no words for. */
export async function powersText(client: ClientBase): Promise<string> {
  const { rows: powers } = await client.query<Power>(powersSql, [servingRoles]);
  const { rows: callables } = await client.query<Callable>(callablesSql, [servingRoles]);
  const tables = [...new Set(powers.map(({ table }) => table))];
  const cell = (table: string, role: string) =>
    textOf(powers.find((power) => power.table === table && power.role === role));
  return [
    row(["table", ...servingRoles.map((role) => `\`${role}\``)]),
    row(["---", ...servingRoles.map(() => "---")]),
    ...tables.map((table) => row([`\`${table}\``, ...servingRoles.map((role) => cell(table, role))])),
    "",
    row(["role", "functions with the rights of another role"]),
    row(["---", "---"]),
    ...callables.map(({ role, names }) =>
      row([`\`${role}\``, names.map((name) => `\`${name}\``).join(", ")]),
    ),
  ].join("\n");
}

function row(cells: string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function textOf(power: Power | undefined): string {
  if (!power || (!power.reads && !power.changes)) return "–";
  const { reads, changes, scopes } = power;
  // One that is true only opens the table to the role (db/functions/wall.sql), unless there is no other.
  const narrow = scopes.filter((scope) => scope !== "true");
  const told = narrow.length === 0 ? scopes : narrow;
  const rows = told.length === 0 ? "" : ` (${[...new Set(told.map(wordsOf))].join(", ")})`;
  return [reads && `reads${reads === "*" ? "" : ` ${reads}`}${rows}`, changes].filter(Boolean).join("; ");
}

/** Whose rows a policy lets through: each part of its condition that one of these stands for. */
const words: [RegExp, string][] = [
  [/^true$/, "all rows"],
  [/worked_tenant\(\)/, "the tenant that it works for"],
  [/entered_tenant\(\)/, "the entered tenant"],
  [/audited_tenant\(\)/, "the entered tenant, to its admins"],
  [/acting_user\(\)/, "one's own"],
];

function wordsOf(condition: string): string {
  const found = words.filter(([form]) => form.test(condition)).map(([, text]) => text);
  if (found.length === 0) throw new Error(`db/powers.ts has no words for the policy ${condition}: add them`);
  return found.join(" or ");
}
