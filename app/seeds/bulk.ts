import { generateNKeysBetween } from "fractional-indexing";
import type { Client } from "pg";
import { planNames, plans } from "#app/domain/plan/plans.ts";
import { urlAs } from "#db/roles.ts";
import { singleClient } from "#db/single-client.ts";
import { batchSql, tasksSql } from "./bulk-sql.ts";

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

/** Rows a transaction writes at most: enough to be fast, little enough for memory and write-ahead log to stay small. */
const rowsPerBatch = 40_000;

/**
 * Writes data for benchmarks beside what is there: tenants `seed-000001` and on, each with an owner who can't sign in.
 * Runs as rowhouse_ops, in batches that each are complete; a seed that was broken off can be continued by another.
 * @param onProgress told after each batch how many tenants are done.
 */
export async function seedBulk(
  { url, secret }: { url: string; secret: string },
  order: BulkOrder,
  onProgress: (tenants: number) => void,
): Promise<BulkResult> {
  const client = singleClient({ connectionString: urlAs("rowhouse_ops", url, secret) });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext('rowhouse seed'))");
    // Nobody did what a seed makes up: it leaves no audit events (db/functions/audit.sql).
    await client.query("set app.seeding = 'bulk'");
    const first = (await lastNumber(client)) + 1;
    const end = first + order.tenants;
    const size = batchSize(order);
    for (let from = first; from < end; from += size) {
      const to = Math.min(from + size, end) - 1;
      await seedBatch(client, from, to, order);
      onProgress(to - first + 1);
    }
    await vacuum(urlAs("rowhouse_owner", url, secret));
    return {
      firstSlug: seedSlug(first),
      lastSlug: seedSlug(end - 1),
      tenants: order.tenants,
      projects: order.tenants * order.projects,
      tasks: order.tenants * order.projects * order.tasks,
    };
  } finally {
    await client.end();
  }
}

const seedSlug = (number: number) => `seed-${String(number).padStart(6, "0")}`;

// Index: slugs_pkey.
async function lastNumber(client: Client): Promise<number> {
  const { rows } = await client.query<{ last: number }>(
    `select coalesce(max(substring(slug from 6)::int), 0) as last from control.slugs
     where slug >= 'seed-' and slug < 'seed.' and slug ~ '^seed-[0-9]{6,9}$'`,
  );
  return rows[0]?.last ?? 0;
}

function batchSize({ projects, tasks }: BulkOrder): number {
  return Math.max(1, Math.floor(rowsPerBatch / (4 + projects * (1 + tasks))));
}

async function seedBatch(client: Client, from: number, to: number, { projects, tasks }: BulkOrder) {
  const fitting = planNames.filter((plan) => (plans[plan].projects ?? Number.POSITIVE_INFINITY) >= projects);
  const shared = [from, to, projects, fitting];
  await (tasks > 0
    ? client.query(tasksSql, [...shared, generateNKeysBetween(null, null, tasks)])
    : client.query(batchSql, shared));
}

/** Fresh statistics and visibility maps; only the owner of a table may make them. */
async function vacuum(ownerUrl: string): Promise<void> {
  const owner = singleClient({ connectionString: ownerUrl });
  await owner.connect();
  try {
    const seeded = [
      ...["control.users", "control.tenants", "control.slugs", "control.memberships"],
      ...["tenant.projects", "tenant.tasks"],
    ];
    await owner.query(`vacuum (analyze) ${seeded.join(", ")}`);
  } finally {
    await owner.end();
  }
}
