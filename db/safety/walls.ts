import type { ClientBase } from "pg";
import { servingRoles } from "#db/roles.ts";
import { otherWalls, reasonWithoutWall, wallPolicies, wallWithMaker } from "#db/wall-exceptions.ts";

interface TableFacts {
  name: string;
  columns: string[];
  /** What its tenant_key is generated from, as SQL; null if it is not generated. */
  key: string | null;
  enabled: boolean;
  forced: boolean;
  reachable: boolean;
  policies: PolicyFacts[];
}

interface PolicyFacts {
  name: string;
  permissive: boolean;
  command: "*" | "r" | "a" | "w" | "d";
  roles: string;
  using: string | null;
  check: string | null;
}

/** Every table but PostgreSQL's and extensions'. `reachable`: people's roles have a privilege on it. */
const sql = `
  select c.oid::regclass::text as "name", c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
    array(
      select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    ) as columns,
    (
      select pg_get_expr(d.adbin, d.adrelid)
      from pg_attribute a join pg_attrdef d on (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
      where a.attrelid = c.oid and a.attname = 'tenant_key' and a.attgenerated = 's'
    ) as key,
    exists (
      select from aclexplode(c.relacl) acl
      where acl.grantee = 0 or acl.grantee::regrole::text = any ($1)
    ) as reachable,
    coalesce((
      select json_agg(json_build_object(
        'name', p.polname, 'permissive', p.polpermissive, 'command', p.polcmd,
        'roles', (select string_agg(case role when 0 then 'public' else role::regrole::text end, ', ' order by role)
                  from unnest(p.polroles) role),
        'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)))
      from pg_policy p where p.polrelid = c.oid), '[]') as policies
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'f')
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
  order by 1`;

/** PostgreSQL 15.1 finds no stored text as a subscript, which the wall asks for: a tenant would see nothing of its own. */
const subscriptSql = `
  select (jsonb_build_object(text, true))[text] is not null as "isFound", current_setting('server_version') as version
  from (select description as text from pg_description limit 1) stored`;

async function subscriptProblems(client: Pick<ClientBase, "query">): Promise<string[]> {
  const { rows } = await client.query<{ isFound: boolean; version: string }>(subscriptSql);
  return rows
    .filter(({ isFound }) => !isFound)
    .map(
      ({ version }) =>
        `PostgreSQL ${version} would show a tenant none of its rows: update it, 15.3 is enough`,
    );
}

/** A table with a tenant_id has the generated wall; any other that people's roles reach has a reason. */
export async function wallProblems(client: Pick<ClientBase, "query">): Promise<string[]> {
  const { rows } = await client.query<TableFacts>(sql, [servingRoles]);
  const problems = rows.flatMap((table) => {
    const { name, columns, reachable } = table;
    const own = otherWalls[name]?.policies;
    if (own) return problemsOf(table, own);
    const maker = columns.find((column) => column === "created_by" || column === "author_id");
    if (columns.includes("tenant_id")) return problemsOf(table, maker ? wallWithMaker(maker) : wallPolicies);
    if (!reachable || reasonWithoutWall(name)) return [];
    return [
      `${name} has no tenant_id and no wall, yet people's roles reach it: give the reason in db/wall-exceptions.ts`,
    ];
  });
  return [...(await subscriptProblems(client)), ...problems];
}

function problemsOf(
  { name, columns, key, enabled, forced, policies }: TableFacts,
  expected: readonly string[],
): string[] {
  const raise = `its migration must call control.raise_wall('${name}')`;
  if (!enabled) return [`${name} has row-level security disabled: ${raise}`];
  const found = policies.map(policyLine);
  const tenant = columns.includes("tenant_id") ? "tenant_id" : "id";
  const asksForKey = expected.some((policy) => policy.includes("[tenant_key]"));
  const [first] = policies
    .filter(({ permissive, roles }) => !permissive && roles === "rowhouse_owner")
    .map(({ name: policy }) => policy)
    .sort();
  return [
    ...(first === undefined || first === "view_key"
      ? []
      : [`${name} asks ${first} before view_key: name it so that it comes after, in the order of letters`]),
    ...(asksForKey && key !== `(${tenant})::text`
      ? [`${name} does not generate its tenant_key from ${tenant}: ${raise}`]
      : []),
    ...(forced ? [] : [`${name} does not force row-level security on its owner: ${raise}`]),
    ...expected
      .filter((policy) => !found.includes(policy))
      .map((policy) => `${name} lacks the policy ${policy}`),
    ...found
      .filter((policy) => !expected.includes(policy))
      .map((policy) => `${name} has a policy that is not the wall's: ${policy}`),
  ];
}

const commands = { "*": "all", r: "select", a: "insert", w: "update", d: "delete" };

function policyLine({ name, permissive, command, roles, using, check }: PolicyFacts): string {
  const kind = permissive ? "permissive" : "restrictive";
  const clauses = `${using ? ` using ${plain(using)}` : ""}${check ? ` check ${plain(check)}` : ""}`;
  return `${name}: ${kind} ${commands[command]} to ${roles}${clauses}`;
}

/** Takes out the spaces and the column name that PostgreSQL adds to an expression. */
function plain(expression: string): string {
  return expression.replace(/\s+/g, " ").replace(/\( SELECT (\w+\.\w+\(\)) AS \w+\)/g, "(select $1)");
}
