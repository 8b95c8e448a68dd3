import type { Reader } from "#db/transaction.ts";

/** The job queue as it stands, for `withOperator` alone. What a job carries is not shown: it belongs to its tenant. */

export const jobStates = ["waiting", "scheduled", "running", "retrying", "failed"] as const;
export type JobState = (typeof jobStates)[number];

export interface OperatorJob {
  id: string;
  task: string;
  state: JobState;
  attempts: number;
  maxAttempts: number;
  runAt: Date;
  lastError: string | null;
}

const state = `case
    when locked_at is not null then 'running'
    when attempts >= max_attempts then 'failed'
    when attempts > 0 then 'retrying'
    when run_at > now() then 'scheduled'
    else 'waiting'
  end`;

/** How many jobs are in each state. The queue holds only work that isn't done, so it is small enough to scan. */
export async function jobCounts(tx: Reader): Promise<Record<JobState, number>> {
  const rows = await tx.rows<{ state: JobState; jobs: number }>(
    `select ${state} as state, count(*)::int as jobs from graphile_worker.jobs group by 1`,
  );
  const counts = { waiting: 0, scheduled: 0, running: 0, retrying: 0, failed: 0 };
  for (const row of rows) counts[row.state] = row.jobs;
  return counts;
}

/** The 50 jobs that ask for attention first: failed ones, those tried again, then what runs and waits. */
export function foremostJobs(tx: Reader): Promise<OperatorJob[]> {
  return tx.rows<OperatorJob>(
    `select id::text, task_identifier as task, ${state} as state, attempts, max_attempts as "maxAttempts",
       run_at as "runAt", left(last_error, 2000) as "lastError"
     from graphile_worker.jobs
     order by array_position(array['failed', 'retrying', 'running', 'waiting', 'scheduled'], ${state}), run_at, id
     limit 50`,
  );
}
