import { escapeLiteral } from "pg";
import { beforeAll, expect, test } from "vitest";
import { type AuditFilter, auditEvents, selectAudit } from "#app/domain/audit/reads.ts";
import { readTenant, type TenantReader } from "#db/transaction.ts";
import { writeLog } from "#tests/factories/audit.ts";
import { createPerson, createTenant, type TestPerson, type TestTenant } from "#tests/factories/people.ts";
import { useDatabase } from "#tests/harness/database.ts";

const db = useDatabase();
let busy: TestPerson;
let once: TestPerson;
let tenant: TestTenant;

const common = ["task.moved", "task.changed", "comment.created"];

beforeAll(async () => {
  busy = await createPerson(db.admin);
  once = await createPerson(db.admin);
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

/** How many events a plan looked at, in all its nodes that read them. */
function lookedAt(plan: Plan): number {
  const own = plan["Actual Rows"] + (plan["Rows Removed by Filter"] ?? 0);
  const isReading = /Scan/.test(plan["Node Type"]) && plan["Relation Name"] === "audit_events";
  const below = (plan.Plans ?? []).map(lookedAt).reduce((sum, count) => sum + count, 0);
  return below + (isReading ? own * plan["Actual Loops"] : 0);
}

const literal = (value: unknown): string => {
  if (value === null) return "null";
  if (Array.isArray(value)) return `array[${value.map(literal)}]`;
  return escapeLiteral(String(value));
};

/** How many events it takes to read a page, by a plan that knows the filter's values and by one that doesn't. */
async function cost(filter: Partial<AuditFilter>, page: { order: "asc" | "desc"; limit: number }) {
  const all = { by: null, object: null, verbs: null, from: null, until: null };
  const counts: number[] = [];
  for (const mode of ["force_custom_plan", "force_generic_plan"]) {
    await readTenant({ database: db.database, tenant, user: busy }, async (tx) => {
      await tx.rows(`set local plan_cache_mode = ${mode}`);
      const explaining: TenantReader = {
        tenantId: tx.tenantId,
        userId: tx.userId,
        rows: async (sql, parameters = []) => {
          await tx.rows(`prepare asked as ${sql}`);
          const [row] = await tx.rows<{ "QUERY PLAN": { Plan: Plan }[] }>(
            `explain (analyze, format json) execute asked (${parameters.map(literal)})`,
          );
          await tx.rows("deallocate asked");
          counts.push(lookedAt(row?.["QUERY PLAN"][0]?.Plan as Plan));
          return [];
        },
      };
      const selection = await selectAudit(tx, { ...all, ...filter });
      await auditEvents(explaining, selection, page);
    });
  }
  return Math.max(...counts);
}

test.each<[what: string, filter: () => Partial<AuditFilter>]>([
  ["nothing", () => ({})],
  ["a rare verb", () => ({ verbs: ["project.deleted"] })],
  ["a common verb", () => ({ verbs: ["task.moved"] })],
  ["common verbs and a rare one", () => ({ verbs: [...common, "project.deleted"] })],
  ["somebody busy", () => ({ by: busy.id })],
  ["somebody who did one thing", () => ({ by: once.id })],
  ["somebody busy who never did that", () => ({ by: busy.id, verbs: ["project.deleted"] })],
  ["somebody who did one thing, but not that", () => ({ by: once.id, verbs: ["task.moved"] })],
  ["the operator", () => ({ by: "operator" })],
  ["the product", () => ({ by: "system" })],
  ["an operator who never did that", () => ({ by: "operator", verbs: ["task.moved"] })],
  ["an object of many events", () => ({ object: { type: "task", id: "the-one" } })],
  ["an object of one event", () => ({ object: { type: "project", id: "p1" } })],
  ["a rare verb on days that hold none", () => ({ verbs: ["project.deleted"], from: new Date() })],
])(
  "of 20,000 events no more are looked at than are shown, twice for each verb, if one asks for %s",
  async (_, filter) => {
    const verbs = 5;
    for (const order of ["asc", "desc"] as const) {
      expect(await cost(filter(), { order, limit: 51 })).toBeLessThanOrEqual(51 * 2 * verbs);
    }
  },
);
