import type { ClientBase } from "pg";

interface RoleFacts {
  name: string;
  powers: string[];
  memberOf: string[];
  owns: string[];
}

/** Both roles that serve people, and those that the connection signed in as and acts as. */
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
  where r.rolname in (session_user, current_user, 'rowhouse_app', 'rowhouse_worker')
  order by r.rolname`;

/** A role that serves people must have no powers, belong to no other role, and own nothing. */
export async function roleProblems(client: Pick<ClientBase, "query">): Promise<string[]> {
  const { rows } = await client.query<RoleFacts>(sql);
  return rows.flatMap(({ name, powers, memberOf, owns }) => [
    ...powers.map(
      (power) => `${name} is ${power}: run "alter role ${name} no${power}", or connect as another role`,
    ),
    ...memberOf.map(
      (role) => `${name} is a member of ${role} and may act as it: run "revoke ${role} from ${name}"`,
    ),
    ...owns.map((object) => `${name} owns ${object}: give it to rowhouse_owner`),
  ]);
}
