import { generateNKeysBetween } from "fractional-indexing";
import { planNames, plans } from "#app/domain/plan/plans.ts";
import { urlAs } from "#db/roles.ts";
import { singleClient } from "#db/single-client.ts";
import type { Writer } from "#db/transaction.ts";
import { batchSql, foundingsSql, tasksSql } from "./bulk-sql.ts";
import { type SeededDatabase, seeding } from "./seeding.ts";

export interface BulkOrder {
  tenants: number;
  /** For each tenant. */
  projects: number;
  /** For each project. */
  tasks: number;
}

export interface BulkResult {
  firstSlug: string;
  lastSlug: string;
  tenants: number;
  projects: number;
  tasks: number;
}

/** Rows in a transaction: enough to be fast, and few enough for memory and write-ahead log. */
const rowsPerBatch = 40_000;

/** Tenants `seed-000001` and on; their owners can't sign in. Another run continues after the last batch. */
export async function seedBulk(
  database: SeededDatabase,
  order: BulkOrder,
  onProgress: (tenants: number) => void,
): Promise<BulkResult> {
  return seeding(database, async (tx) => {
    await tx.rows("select pg_advisory_lock(hashtext('rowhouse seed'))");
    const first = (await lastNumber(tx)) + 1;
    const end = first + order.tenants;
    const size = batchSize(order);
    for (let from = first; from < end; from += size) {
      const to = Math.min(from + size, end) - 1;
      await seedBatch(tx, from, to, order);
      onProgress(to - first + 1);
    }
    await vacuum(database);
    return {
      firstSlug: seedSlug(first),
      lastSlug: seedSlug(end - 1),
      tenants: order.tenants,
      projects: order.tenants * order.projects,
      tasks: order.tenants * order.projects * order.tasks,
    };
  });
}

const seedSlug = (number: number) => `seed-${String(number).padStart(6, "0")}`;

/** Index: slugs_pkey. */
async function lastNumber(tx: Writer): Promise<number> {
  const [row] = await tx.rows<{ last: number }>(
    `select coalesce(max(substring(slug from 6)::int), 0) as last from control.slugs
     where slug >= 'seed-' and slug < 'seed.' and slug ~ '^seed-[0-9]{6,9}$'`,
  );
  return row?.last ?? 0;
}

function batchSize({ projects, tasks }: BulkOrder): number {
  return Math.max(1, Math.floor(rowsPerBatch / (4 + projects * (1 + tasks))));
}

async function seedBatch(tx: Writer, from: number, to: number, { projects, tasks }: BulkOrder) {
  const fitting = planNames.filter((plan) => (plans[plan].projects ?? Number.POSITIVE_INFINITY) >= projects);
  const shared = [from, to, projects, fitting];
  await tx.rows("begin");
  await (tasks > 0
    ? tx.rows(tasksSql, [...shared, generateNKeysBetween(null, null, tasks)])
    : tx.rows(batchSql, shared));
  await tx.rows(foundingsSql, [from, to]);
  await tx.rows("commit");
}

/** Only a table's owner may vacuum it. */
async function vacuum({ url, secret }: SeededDatabase): Promise<void> {
  const owner = singleClient({ connectionString: urlAs("rowhouse_owner", url, secret) });
  await owner.connect();
  try {
    const seeded = [
      ...["control.users", "control.tenants", "control.slugs", "control.memberships", "control.people"],
      ...["tenant.projects", "tenant.tasks", "tenant.audit_events", "tenant.audit_heads"],
    ];
    await owner.query(`vacuum (analyze) ${seeded.join(", ")}`);
  } finally {
    await owner.end();
  }
}
