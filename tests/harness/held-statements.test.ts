import { expect, test } from "vitest";
import { looseTables } from "./held-statements.ts";

test.each([
  'select "id" from "tenant"."projects" where "tenant"."projects"."tenant_id" = $1',
  "select p.id from tenant.projects p where p.tenant_id = $1 and p.id = $2",
  "select from tenant.tasks t join tenant.projects p on p.tenant_id = t.tenant_id and p.id = t.project_id where t.tenant_id = $1",
  `update "tenant"."projects" set "name" = 'x' where "tenant_id" = '0190b5a0-0000-7000-8000-000000000000' and "id" = '1'`,
  "insert into tenant.comments (tenant_id, id) values ($1, $2)",
  "select id from control.users where email = $1",
  `delete from "tenant"."projects" where ("id", "tenant_id") in (('1', '2'))`,
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
  ["insert into tenant.comments (id) values ($1)", "tenant.comments"],
  ["select role from control.memberships where user_id = $1", "control.memberships"],
])("loose: %s", (sql, table) => {
  expect(looseTables(sql)).toEqual([table]);
});
