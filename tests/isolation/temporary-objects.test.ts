import { Client } from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { tokenHash } from "#app/base/token.ts";
import { urlAs } from "#db/roles.ts";
import { definerFunctions } from "#db/wall-exceptions.ts";
import { deleteTenant } from "#tests/factories/closures.ts";
import { createInvitation } from "#tests/factories/invitations.ts";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";

/** Without pg_temp last in search_path, a function with its owner's rights runs a session's own `uuid`. */

const db = useUnopenedDatabase();
const servingRoles = ["rowhouse_app", "rowhouse_worker"] as const;
type ServingRole = (typeof servingRoles)[number];

async function withSession(role: ServingRole, fn: (session: Client) => Promise<void>): Promise<void> {
  const session = new Client({ connectionString: urlAs(role, db.url, db.secret) });
  await session.connect();
  try {
    await fn(session);
  } finally {
    await session.end();
  }
}

test.each(servingRoles)("%s makes no temporary objects", async (role) => {
  await withSession(role, async (session) => {
    for (const object of ["domain pg_temp.uuid as uuid", "temporary table pg_class ()"]) {
      await expect(session.query(`create ${object}`)).rejects.toMatchObject({ code: "42501" });
    }
  });
});

/** Warns if it runs as another role than the session's. No type has its name, so no trap replaces it. */
const spy = `create function pg_temp.spy() returns boolean language plpgsql as $$ begin
  if current_user <> session_user then raise warning 'ran as %', current_user; end if;
  return true;
end $$`;

/** Objects named as PostgreSQL's own, each of which calls the spy. */
const traps = {
  "domains named as types": `do $$
    declare name text;
    begin
      for name in select typname from pg_type
        where typnamespace = 'pg_catalog'::regnamespace and typtype = 'b' and typcategory <> 'A' loop
        execute format('create domain pg_temp.%1$I as pg_catalog.%1$I check (pg_temp.spy())', name);
      end loop;
    end $$`,
  "types with casts": `do $$
    declare name text;
    begin
      foreach name in array array['uuid', 'text', 'jsonb', 'json', 'bytea', 'int4', 'int8', 'regclass', 'timestamptz', 'interval'] loop
        execute format('create type pg_temp.%I as (inside pg_catalog.text)', name);
      end loop;
      foreach name in array array['uuid', 'text', 'jsonb', 'json', 'bytea', 'int4', 'int8', 'regclass', 'timestamptz', 'interval'] loop
        execute format('create function pg_temp.wrapped_%1$s(pg_catalog.text) returns pg_temp.%1$I language sql
          as ''select row($1) where pg_temp.spy()''', name);
        execute format('create function pg_temp.unwrapped_%1$s(pg_temp.%1$I) returns pg_catalog.%1$I language sql
          as ''select ($1).inside::pg_catalog.%1$s where pg_temp.spy()''', name);
        execute format('create cast (pg_catalog.text as pg_temp.%1$I) with function pg_temp.wrapped_%1$s as implicit', name);
        execute format('create cast (pg_temp.%1$I as pg_catalog.%1$I) with function pg_temp.unwrapped_%1$s as implicit', name);
      end loop;
    end $$`,
  "views named as the catalog's": `do $$
    declare name text; columns text;
    begin
      for name, columns in select c.relname, string_agg(quote_ident(a.attname), ', ' order by a.attnum)
        from pg_catalog.pg_class c
        join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and a.atttypid <> 'anyarray'::regtype
        where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind in ('r', 'v') and has_table_privilege(c.oid, 'select')
        group by c.relname
      loop
        execute format('create view pg_temp.%1$I as select %2$s from pg_catalog.%1$I where pg_temp.spy()', name, columns);
        execute format('grant select on pg_temp.%I to public', name);
      end loop;
    end $$`,
  "functions and operators": `
    create function pg_temp.now() returns timestamptz language sql as 'select now() where pg_temp.spy()';
    create function pg_temp.length(text) returns integer language sql as 'select length($1) where pg_temp.spy()';
    create function pg_temp.left(text, integer) returns text language sql as 'select left($1, $2) where pg_temp.spy()';
    create function pg_temp.current_setting(text, boolean) returns text language sql
      as 'select current_setting($1, $2) where pg_temp.spy()';
    create function pg_temp.equal(uuid, uuid) returns boolean language sql as 'select uuid_eq($1, $2) and pg_temp.spy()';
    create function pg_temp.equal(text, text) returns boolean language sql as 'select texteq($1, $2) and pg_temp.spy()';
    create operator pg_temp.= (leftarg = uuid, rightarg = uuid, function = pg_temp.equal);
    create operator pg_temp.= (leftarg = text, rightarg = text, function = pg_temp.equal)`,
};

describe("where an administrator lets every role make temporary objects", () => {
  let owner: TestUser;
  let tenant: TestTenant;
  let deleted: TestTenant;
  let invitationHash: string;

  beforeAll(async () => {
    const { rows } = await db.admin.query("select quote_ident(current_database()) as name");
    await db.admin.query(`grant temporary on database ${rows[0].name} to public`);
    // Counts the functions that are called, in sessions from now on.
    await db.admin.query(`alter database ${rows[0].name} set track_functions = 'all'`);
    owner = await createUser(db.admin);
    tenant = await createTenant(db.admin, { owner });
    deleted = await createTenant(db.admin, { owner });
    await deleteTenant(db.admin, deleted, { by: owner, daysAgo: 31 });
    const { mailed } = await createInvitation(db.admin, { tenant, by: owner, email: owner.email });
    invitationHash = tokenHash(mailed).toString("hex");
  });

  const newMail =
    "insert into control.mails (id, to_email, subject, body_text) values (gen_random_uuid(), 'to', 'subject', 'body')";

  /** Everything that a role may do and that ends in a function with its owner's rights. */
  const attacks: Record<ServingRole, () => string[]> = {
    rowhouse_app: () => [
      "select control.entered_tenant()",
      `select control.open_door(decode('${invitationHash}', 'hex'), '${tenant.slug}')`,
      "select control.found_tenant(gen_random_uuid(), 'founded-in-passing', 'New'); set constraints all immediate",
      `select control.own_tenant('${tenant.slug}')`,
      `select control.look_at_invitation(decode('${invitationHash}', 'hex'))`,
      `select control.accept_invitation(decode('${invitationHash}', 'hex'), true)`,
      "select control.invitations_mailed(array['to@example.test'])",
      `select control.restore_own_tenant('${deleted.id}')`,
      `select control.enqueue_job('task-assigned', json_build_object('tenantId', '${tenant.id}',
         'actorUserId', '${owner.id}', 'idempotencyKey', 'key', 'traceId', 'trace'), 'key')`,
      "select control.record_sign_in()",
      "select control.find_projects('porch', 'all', 1, 20, 100)",
      newMail,
      `update control.tenants set suspended_since = now() where id = '${tenant.id}';
       update control.tenants set suspended_since = null where id = '${tenant.id}';
       set constraints all immediate`,
      `delete from control.memberships where tenant_id = '${tenant.id}'; set constraints all immediate`,
    ],
    rowhouse_worker: () => [
      "select control.worked_tenant()",
      // First: the queue's functions set no search_path, and this session then has read them by its own.
      "select graphile_worker.add_job('deliver-mail', '{}')",
      newMail,
      "select control.mail_waits(gen_random_uuid())",
      "select control.due_purges()",
      `select control.begin_purge('${deleted.id}'), control.purge_batch('${deleted.id}', 100),
         control.purge_batch('${deleted.id}', 100), control.end_purge('${deleted.id}')`,
    ],
  };

  async function attack(role: ServingRole, preparation: string) {
    const warnings = new Set<string>();
    const failures: string[] = [];
    const called = new Set<string>();
    await withSession(role, async (session) => {
      session.on("notice", ({ message = "" }) => warnings.add(message));
      await session.query(preparation);
      await session.query("set search_path = pg_temp, public");
      for (const sql of attacks[role]()) {
        await session.query(
          `begin; set local app.tenant_id = '${tenant.id}'; set local app.user_id = '${owner.id}'; savepoint before`,
        );
        await session.query(sql).catch(({ message }: Error) => failures.push(message));
        await session.query("rollback to before");
        for (const name of await functionsCalled(session)) called.add(name);
        await session.query("rollback");
      }
    });
    return { warnings: [...warnings], failures, called };
  }

  /** By name, as a session sees it that was not prepared. */
  async function functionsCalled(session: Client): Promise<string[]> {
    const inTransaction = await session.query(
      "select array_agg(funcid)::pg_catalog.text as ids from pg_catalog.pg_stat_xact_user_functions",
    );
    const { rows } = await db.admin.query("select id::regprocedure::text as name from unnest($1::oid[]) id", [
      inTransaction.rows[0].ids,
    ]);
    return rows.map(({ name }) => name);
  }

  const cases = servingRoles.flatMap((role) =>
    Object.entries(traps).map(([what, trap]) => ({ role, what, trap })),
  );

  test.each(cases)("nothing of a session's own runs with another's rights: $role, $what", async (given) => {
    const { warnings, failures } = await attack(given.role, `${spy}; ${given.trap}`);
    expect(warnings).toEqual([]);
    expect(failures).toEqual(given.role === "rowhouse_app" ? ["a tenant needs an owner"] : []);
  });

  test("every function that runs with its owner's rights is attacked", async () => {
    const each = await Promise.all(servingRoles.map((role) => attack(role, "select")));
    const called = each.flatMap((result) => [...result.called]);
    expect(Object.keys(definerFunctions).filter((name) => !called.includes(name))).toEqual([]);
  });
});
