import { escapeLiteral } from "pg";
import { beforeAll, expect, test } from "vitest";
import { eventsReader, linesReader } from "#app/domain/audit/reads.ts";
import {
  type AuditFilter,
  type AuditSelection,
  occurringActors,
  occurringVerbs,
  selectAudit,
} from "#app/domain/audit/selection.ts";
import { readTenant, type TenantReader } from "#db/transaction.ts";
import { writeLog } from "#tests/factories/audit.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useDatabase } from "#tests/harness/database.ts";

const db = useDatabase();
let busy: TestUser;
let once: TestUser;
let tenant: TestTenant;

const common = ["task.moved", "task.changed", "comment.created"];

beforeAll(async () => {
  busy = await createUser(db.admin);
  once = await createUser(db.admin);
  tenant = await createTenant(db.admin, { owner: busy });
  const events = Array.from({ length: 20_000 }, (_, number) => ({
    by: number % 4 === 0 ? undefined : busy,
    verb: common[number % 3],
    objectId: number % 2 === 0 ? "the-one" : `object-${number % 1_000}`,
  }));
  const rare = [
    { by: once, verb: "project.deleted", objectId: "p1" },
    { kind: "operator" as const, verb: "workspace.suspended", objectId: "w1" },
  ];
  await writeLog(db.admin, tenant, [...rare, ...events]);
  await db.admin.query("vacuum analyze tenant.audit_events");
});

interface Plan {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: Plan[];
}

function lookedAt(plan: Plan): number {
  const own = plan["Actual Rows"] + (plan["Rows Removed by Filter"] ?? 0);
  const isReading = /Scan/.test(plan["Node Type"]) && plan["Relation Name"] === "audit_events";
  const below = (plan.Plans ?? []).map(lookedAt).reduce((sum, count) => sum + count, 0);
  return below + (isReading ? own * plan["Actual Loops"] : 0);
}

const literal = (value: unknown): string => {
  if (value === null) return "null";
  if (value instanceof Date) return escapeLiteral(value.toISOString());
  if (Array.isArray(value)) return `array[${value.map(literal)}]`;
  return escapeLiteral(String(value));
};

type Read = ReturnType<typeof eventsReader> | ReturnType<typeof linesReader>;
const reads: Read[] = [
  eventsReader({ order: "asc", limit: 51 }),
  eventsReader({ order: "desc", limit: 51 }),
  linesReader({ order: "asc", limit: 51 }),
];

interface Cost {
  lookedAt: number;
  given: number;
}

/** By a plan that knows its parameters, and by one that doesn't. */
async function costsOf(read: (tx: TenantReader) => Promise<unknown>): Promise<Cost[]> {
  const costs: Cost[] = [];
  for (const mode of ["force_custom_plan", "force_generic_plan"]) {
    await readTenant({ database: db.database, tenant, ...asking(busy) }, async (tx) => {
      await tx.rows(`set local plan_cache_mode = ${mode}`);
      await read({
        tenantId: tx.tenantId,
        userId: tx.userId,
        reach: "views",
        rows: async (sql, parameters = []) => {
          await tx.rows(`prepare asked as ${sql}`);
          const execute = `execute asked${parameters.length > 0 ? `(${parameters.map(literal)})` : ""}`;
          const [row] = await tx.rows<{ "QUERY PLAN": [{ Plan: Plan }] }>(
            `explain (analyze, format json) ${execute}`,
          );
          await tx.rows("deallocate asked");
          if (!row) throw new Error("There is no plan");
          const plan = row["QUERY PLAN"][0].Plan;
          costs.push({ lookedAt: lookedAt(plan), given: plan["Actual Rows"] });
          return [];
        },
      });
    });
  }
  return costs;
}

const everything: AuditFilter = { by: null, object: null, verbs: null, from: null, until: null };

function select(filter: Partial<AuditFilter>): Promise<AuditSelection> {
  return readTenant({ database: db.database, tenant, ...asking(busy) }, (tx) =>
    selectAudit(tx, { ...everything, ...filter }),
  );
}

test.each<[what: string, filter: () => Partial<AuditFilter>]>([
  ["nothing", () => ({})],
  ["a rare verb", () => ({ verbs: ["project.deleted"] })],
  ["a common verb", () => ({ verbs: ["task.moved"] })],
  ["common verbs and a rare one", () => ({ verbs: [...common, "project.deleted"] })],
  ["a busy user", () => ({ by: busy.id })],
  ["a user who did one thing", () => ({ by: once.id })],
  ["a busy user who never did that", () => ({ by: busy.id, verbs: ["project.deleted"] })],
  ["a user who did one thing, but not that", () => ({ by: once.id, verbs: ["task.moved"] })],
  ["the operator", () => ({ by: "operator" })],
  ["the product", () => ({ by: "system" })],
  ["an operator who never did that", () => ({ by: "operator", verbs: ["task.moved"] })],
  ["an object of many events", () => ({ object: { type: "task", id: "the-one" } })],
  ["an object of one event", () => ({ object: { type: "project", id: "p1" } })],
  ["a rare verb on days that hold none", () => ({ verbs: ["project.deleted"], from: new Date() })],
])(
  "with 20,000 events a read looks at no more than it gives, for each verb and once more, if it asks for %s",
  async (_, filter) => {
    const selection = await select(filter());
    const verbs = selection.verbs?.length ?? 1;
    for (const read of reads) {
      const costs = await costsOf((tx) => read(tx, selection));
      expect(costs).toHaveLength(2);
      for (const { lookedAt, given } of costs) expect(lookedAt).toBeLessThanOrEqual(given * (verbs + 1));
    }
  },
);

test.each<[what: string, filter: () => Partial<AuditFilter>]>([
  ["a verb that is common elsewhere", () => ({ verbs: ["task.moved"] })],
  ["a user who is busy elsewhere", () => ({ by: busy.id })],
  ["both", () => ({ by: busy.id, verbs: ["task.moved"] })],
])("a read of one object looks at no event of another, if it asks for %s", async (_, filter) => {
  const selection = await select({ object: { type: "project", id: "p1" }, ...filter() });
  for (const read of reads) {
    const costs = await costsOf((tx) => read(tx, selection));
    expect(costs).toHaveLength(2);
    for (const { lookedAt } of costs) expect(lookedAt).toBeLessThanOrEqual(1);
  }
});

test.each<[what: string, most: number, read: (tx: TenantReader) => Promise<unknown>]>([
  ["verbs", 6, occurringVerbs],
  ["actors", 3, occurringActors],
  ["events of a time", 4, (tx) => selectAudit(tx, { ...everything, from: new Date(0), until: new Date() })],
])("finding which %s occur takes one look at each", async (_, most, read) => {
  const costs = await costsOf(read);
  expect(costs).toHaveLength(2);
  for (const { lookedAt } of costs) expect(lookedAt).toBeLessThanOrEqual(most);
});
