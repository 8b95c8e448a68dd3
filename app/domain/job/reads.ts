import { type ExpressionBuilder, sql } from "kysely";
import { countAll } from "#app/domain/list-page.ts";
import { type DatabaseTables, query } from "#app/domain/query.ts";
import { nullable, text, textOf, typed } from "#db/query.ts";
import type { Reader } from "#db/transaction.ts";

/** Scans the queue: it holds only work that isn't done, so it is small. */

const jobStates = ["waiting", "scheduled", "running", "retrying", "failed"] as const;
export type JobState = (typeof jobStates)[number];

function stateOf(job: ExpressionBuilder<DatabaseTables, "jobs">) {
  return job
    .case()
    .when("locked_at", "is not", null)
    .then<JobState>("running")
    .when("attempts", ">=", job.ref("max_attempts"))
    .then<JobState>("failed")
    .when("attempts", ">", 0)
    .then<JobState>("retrying")
    .when("run_at", ">", sql<Date>`now()`)
    .then<JobState>("scheduled")
    .else<JobState>("waiting")
    .end();
}

const countByState = query((db) =>
  db
    .selectFrom("jobs")
    .select((job) => [typed(textOf<JobState>(), stateOf(job)).as("state"), countAll.as("jobs")])
    .groupBy("state"),
);

export async function jobCounts(tx: Reader): Promise<Record<JobState, number>> {
  const counts = { waiting: 0, scheduled: 0, running: 0, retrying: 0, failed: 0 };
  for (const { state, jobs } of await countByState(tx)) counts[state] = jobs;
  return counts;
}

export const foremostJobs = query((db) =>
  db
    .selectFrom("jobs")
    .select((job) => [
      "id",
      "task_identifier as task",
      typed(textOf<JobState>(), stateOf(job)).as("state"),
      "attempts",
      "max_attempts as maxAttempts",
      "run_at as runAt",
      typed(nullable(text), sql`left(last_error, 2000)`).as("lastError"),
    ])
    .orderBy(
      (job) =>
        sql`array_position(array['failed', 'retrying', 'running', 'waiting', 'scheduled'], ${stateOf(job)})`,
    )
    .orderBy("run_at")
    .orderBy("id")
    .limit(50),
);
