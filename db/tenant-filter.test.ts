import { sql } from "kysely";
import { expect, test } from "vitest";
import { statementsOver } from "./query.ts";
import { type Reach, tenantParameter } from "./tenant-filter.ts";

interface Tables {
  projects: { id: string; tenant_id: string; name: string };
  tasks: { id: string; tenant_id: string; project_id: string };
  users: { id: string; name: string };
  tenants: { id: string; name: string };
}
const tables = new Map([
  ["projects", { schema: "tenant", tenantColumn: "tenant_id", isShown: true }],
  ["tasks", { schema: "tenant", tenantColumn: "tenant_id", isShown: true }],
  ["users", { schema: "control", tenantColumn: null, isShown: false }],
  ["tenants", { schema: "control", tenantColumn: "id", isShown: true }],
]);

function fresh() {
  return statementsOver<Tables, "by hand">(() => tables);
}

type Ways = ReturnType<typeof fresh>;

function textOf(define: (ways: Ways) => unknown, reach: Reach = "views"): string {
  const ways = fresh();
  define(ways);
  return ways.definitions[0]?.compile(reach).sql ?? "";
}

const held = (alias: string, parameter: number) =>
  `(case when ${alias}."tenant_key" = $${parameter} then true end) is not null`;
const projects = '"entered"."projects"';

test("a select is held to the tenant, in a sub-query and in a join as well, outer ones at the join", () => {
  const text = textOf(({ tenantQuery }) =>
    tenantQuery((db) =>
      db
        .selectFrom("projects as p")
        .leftJoin("tasks as t", "t.project_id", "p.id")
        .select("p.id")
        .where("p.id", "in", (query) => query.selectFrom("tasks").select("project_id")),
    ),
  );
  expect(text).toContain(
    `left join "entered"."tasks" as "t" on "t"."project_id" = "p"."id" and ${held('"t"', 1)}`,
  );
  expect(text).toContain(
    `(select "project_id" from "entered"."tasks" where ${held('"entered"."tasks"', 2)})`,
  );
  expect(text.endsWith(held('"p"', 3))).toBe(true);
});

test("an update and a delete are held to the tenant", () => {
  const update = textOf(({ tenantChange }) =>
    tenantChange((db, { name }: { name: string }) => db.updateTable("projects").set({ name })),
  );
  expect(update).toBe(`update ${projects} set "name" = $1 where ${held(projects, 2)}`);
  const removal = textOf(({ tenantChange }) =>
    tenantChange((db, { id }: { id: string }) => db.deleteFrom("projects").where("id", "=", id)),
  );
  expect(removal).toBe(`delete from ${projects} where "id" = $1 and ${held(projects, 2)}`);
});

test("statements on the tenants themselves are held to it: read, change and insert", () => {
  const read = textOf(({ tenantQuery }) =>
    tenantQuery((db) => db.selectFrom("tenants as t").select("t.name")),
  );
  expect(read).toBe(`select "t"."name" from "entered"."tenants" as "t" where ${held('"t"', 1)}`);
  const change = textOf(({ tenantChange }) =>
    tenantChange((db, { name }: { name: string }) => db.updateTable("tenants").set({ name })),
  );
  expect(change).toBe(`update "entered"."tenants" set "name" = $1 where ${held('"entered"."tenants"', 2)}`);
  const made = textOf(({ tenantChange }) =>
    tenantChange((db, { name }: { name: string }) => db.insertInto("tenants").values({ name } as never)),
  );
  expect(made).toBe(`insert into "entered"."tenants" ("name", "id") values ($1, $2)`);
});

test("an insert gets the tenant, one row or many", () => {
  const text = textOf(({ tenantChange }) =>
    tenantChange((db, { id }: { id: string }) =>
      db.insertInto("projects").values([{ id, name: "A" } as never, { id, name: "B" } as never]),
    ),
  );
  expect(text).toBe(
    `insert into ${projects} ("id", "name", "tenant_id") values ($1, 'A', $2), ($3, 'B', $4)`,
  );
});

test("a sub-query that was built separately is held once", () => {
  const text = textOf(({ tenantQuery }) =>
    tenantQuery((db) =>
      db
        .selectFrom(db.selectFrom("projects").select("id").as("some"))
        .select(sql<number>`count(*)`.as("count")),
    ),
  );
  expect(text.split("tenant_key")).toHaveLength(2);
});

test.each<[string, (ways: Ways) => unknown]>([
  [
    "a change that writes the tenant",
    ({ tenantChange }) => tenantChange((db) => db.updateTable("projects").set({ tenant_id: "x" })),
  ],
  [
    "a change that writes a tenant's id",
    ({ tenantChange }) => tenantChange((db) => db.updateTable("tenants").set({ id: "x" })),
  ],
  ["the tenants without a tenant", ({ query }) => query((db) => db.selectFrom("tenants").select("name"))],
  ["a tenant's table without a tenant", ({ query }) => query((db) => db.selectFrom("projects").select("id"))],
  [
    "a sub-query on such a table",
    ({ query }) =>
      query((db) =>
        db
          .selectFrom("users")
          .select("id")
          .where("id", "in", (q) => q.selectFrom("tasks").select("id")),
      ),
  ],
  [
    "a table that no noun defines",
    ({ query }) => query((db) => db.selectFrom("secrets" as "users").select("id")),
  ],
  [
    "a name that hides a table",
    ({ tenantQuery }) =>
      tenantQuery((db) =>
        db
          .with("projects", (q) => q.selectFrom("tasks").select("id"))
          .selectFrom("projects")
          .select("id"),
      ),
  ],
  [
    "parameters that are spread: there are none while a query is built",
    ({ tenantQuery }) =>
      tenantQuery((db, { ...given }: { id: string }) =>
        db.selectFrom("projects").select("id").where("id", "=", given.id),
      ),
  ],
  [
    "an insert from a select",
    ({ tenantChange }) =>
      tenantChange((db) =>
        db.insertInto("projects").columns(["id"]).expression(db.selectFrom("tasks").select("id")),
      ),
  ],
])("refused: %s", (_, define) => {
  expect(() => textOf(define)).toThrow();
});

test("a query on a table of no tenant is left alone, and a query across tenants says why", () => {
  expect(textOf(({ query }) => query((db) => db.selectFrom("users").select("name")))).toBe(
    'select "name" from "control"."users"',
  );
  const across = textOf(
    ({ query }) => query.acrossTenants("to see it", (db) => db.selectFrom("projects").select("id")),
    "tables",
  );
  expect(across).toBe('select "id" from "tenant"."projects"');
});

test("a statement runs with its parameters and the entered tenant, on views or on tables, and without a tenant it doesn't run", async () => {
  const { tenantQuery } = fresh();
  const named = tenantQuery((db, { name }: { name: string }) =>
    db.selectFrom("projects").select("id").where("name", "=", name),
  );
  const asked: unknown[] = [];
  const rows = async <R>(text: string, parameters: readonly unknown[] = []) => {
    asked.push(text, parameters);
    return [] as R[];
  };
  await named({ tenantId: "t1", reach: "views", rows }, { name: "Porch" });
  await named({ tenantId: "t1", rows }, { name: "Porch" });
  expect(asked).toEqual([
    `select "id" from ${projects} where "name" = $1 and ${held(projects, 2)}`,
    ["Porch", "t1"],
    `select "id" from "tenant"."projects" where "name" = $1 and "tenant"."projects"."tenant_id" = $2`,
    ["Porch", "t1"],
  ]);
  await expect(named({ tenantId: "", rows }, { name: "Porch" })).rejects.toThrow("No tenant was entered");
  expect(String(tenantParameter)).toContain("tenant");
});
