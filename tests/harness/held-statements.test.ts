import { expect, test } from "vitest";
import { looseTables } from "./held-statements.ts";

test.each([
  'select "id" from "tenant"."projects" where "tenant"."projects"."tenant_id" = $1',
  "select p.id from tenant.projects p where p.tenant_id = $1 and p.id = $2",
  "select from tenant.tasks t join tenant.projects p on p.tenant_id = t.tenant_id and p.id = t.project_id where t.tenant_id = $1",
  'update "tenant"."projects" set "name" = $1 where "tenant_id" = $2 and "id" = $3',
  "insert into tenant.comments (tenant_id, id) values ($1, $2)",
  "select id from control.users where email = $1",
  'delete from "entered"."projects" where ("id", "tenant_key") in (($1, $2))',
  'select "id" from "entered"."projects" as "p" where (case when "p"."tenant_key" = $1 then true end) is not null',
  `select "name" from "control"."tenants" where "control"."tenants"."id" = $1 for no key update`,
  "select t.name from control.memberships m join control.tenants t on t.id = m.tenant_id where m.tenant_id = $1",
])("held: %s", (sql) => {
  expect(looseTables(sql)).toEqual([]);
});

test.each([
  ['select "id" from "tenant"."projects" where "id" = $1', "tenant.projects"],
  [
    "select from tenant.tasks t join tenant.projects p on p.id = t.project_id where t.tenant_id = $1",
    "tenant.projects",
  ],
  ["delete from tenant.comments where id = $1", "tenant.comments"],
  ['select "id" from "entered"."projects" where "tenant_id" = $1', "entered.projects"],
  ["insert into tenant.comments (id) values ($1)", "tenant.comments"],
  ["select role from control.memberships where user_id = $1", "control.memberships"],
  ["select name from control.tenants where slug = $1", "control.tenants"],
  [
    "select (select count(*) from tenant.projects) from tenant.projects where tenant.projects.tenant_id = $1",
    "tenant.projects",
  ],
  [
    "select from tenant.tasks t join tenant.projects p on p.tenant_id = t.tenant_id and p.id = t.project_id",
    ["tenant.tasks", "tenant.projects"],
  ],
  ["select from tenant.projects p, tenant.tasks where tenant_id = $1", ["tenant.projects", "tenant.tasks"]],
  ["select from control.tenants t, control.users where id = $1 and t.slug = $2", "control.tenants"],
  ["select from tenant.projects where tenant_id = $1 or true", "tenant.projects"],
  ["update control.tenants t set name = $1 where t.slug = $2", "control.tenants"],
])("loose: %s", (sql, tables) => {
  expect(looseTables(sql)).toEqual([tables].flat());
});
