import type { ClientBase } from "pg";
import { databaseRoles } from "#db/roles.ts";

interface RoleFacts {
  name: string;
  powers: string[];
  memberOf: string[];
  owns: string[];
}

/** Rowhouse's roles, and those that the connection signed in as and acts as. */
const sql = `
  select r.rolname as "name",
    array_remove(array[
      case when r.rolsuper then 'superuser' end,
      case when r.rolbypassrls then 'bypassrls' end,
      case when r.rolcreaterole then 'createrole' end,
      case when r.rolcreatedb then 'createdb' end,
      case when r.rolreplication then 'replication' end
    ], null) as powers,
    array(select m.roleid::regrole::text from pg_auth_members m where m.member = r.oid order by 1) as "memberOf",
    array(
      select pg_describe_object(d.classid, d.objid, 0) from pg_shdepend d
      where d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid and d.deptype = 'o'
        and d.dbid in (0, (select oid from pg_database where datname = current_database()))
      limit 5
    ) as owns
  from pg_roles r
  where r.rolname in (session_user, current_user) or r.rolname = any ($1)
  order by r.rolname`;

interface Trust {
  powers?: readonly string[];
  memberOf?: readonly string[];
}

/** The two that serve nobody own things, and have this. */
const trusted: Readonly<Record<string, Trust>> = {
  rowhouse_owner: { memberOf: ["rowhouse_ops"] },
  rowhouse_ops: { powers: ["bypassrls"] },
};

interface RoleSetting {
  name: string;
  /** ` in database "…"`, if it holds there alone. */
  where: string;
  setting: string;
}

/** Any role may change what its own connections begin with, and could so lock Rowhouse out. */
const settingsSql = `
  select r.rolname as "name", setting,
    case when s.setdatabase <> 0 then format(' in database %I', current_database()) else '' end as "where"
  from pg_db_role_setting s join pg_roles r on r.oid = s.setrole, unnest(s.setconfig) setting
  where r.rolname = any ($1) and s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
  order by 1, 2`;

const limitsSql = `
  select format('%s may open %s connections at most: run "alter role %1$s connection limit -1"', rolname, rolconnlimit) as problem
  from pg_roles where rolname = any ($1) and rolconnlimit <> -1
  union all
  select format('%s can''t sign in: run "alter role %1$s login"', rolname)
  from pg_roles where rolname = any ($1) and not rolcanlogin
  union all
  select format('%s can sign in until %s only: run "alter role %1$s valid until ''infinity''"', rolname, rolvaliduntil)
  from pg_roles where rolname = any ($1) and rolvaliduntil < 'infinity'
  order by 1`;

/** No role has more powers or memberships than it was given, or settings and limits of its own. */
export async function roleProblems(client: Pick<ClientBase, "query">): Promise<string[]> {
  const { rows } = await client.query<RoleFacts>(sql, [databaseRoles]);
  const { rows: settings } = await client.query<RoleSetting>(settingsSql, [databaseRoles]);
  const { rows: limits } = await client.query<{ problem: string }>(limitsSql, [databaseRoles]);
  const ofSettings = settings.map(({ name, where, setting }) => {
    const [parameter] = setting.split("=");
    return `${name} has ${setting}${where} as its own setting: run "alter role ${name}${where} reset ${parameter}"`;
  });
  return [...rows.flatMap(problemsOf), ...ofSettings, ...limits.map(({ problem }) => problem)];
}

function problemsOf({ name, powers, memberOf, owns }: RoleFacts): string[] {
  const trust = trusted[name];
  return [
    ...powers
      .filter((power) => !trust?.powers?.includes(power))
      .map((power) => `${name} is ${power}: run "alter role ${name} no${power}", or connect as another role`),
    ...memberOf
      .filter((role) => !trust?.memberOf?.includes(role))
      .map((role) => `${name} is a member of ${role} and may act as it: run "revoke ${role} from ${name}"`),
    ...(trust ? [] : owns.map((object) => `${name} owns ${object}: give it to rowhouse_owner`)),
  ];
}
