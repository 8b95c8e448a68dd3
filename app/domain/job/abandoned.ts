import { sql } from "kysely";
import { change, query } from "#app/domain/query.ts";
import type { Writer } from "#db/transaction.ts";

/**
 * Who holds jobs of the queue while they run. A holder is a pool of workers in some process; it is present as long as that
 * process has a session with an advisory lock in the holder's name. PostgreSQL takes the lock back with the session.
 */

const kind = sql`hashtext('rowhouse jobs')`;

const unlockHolders = change.byHand("unlocked holders", {}, () => sql`select from pg_advisory_unlock_all()`);
const lockHolders = change.byHand(
  "locked holders",
  {},
  ({ holders }: { holders: string[] }) =>
    sql`select from unnest(${holders}::text[]) holder, pg_advisory_lock_shared(${kind}, hashtext(holder))`,
);

/** Makes these holders present, and no others of this session, for as long as it lasts. */
export async function bePresent(session: Writer, holders: string[]): Promise<void> {
  // They are absent for a moment in between, which counts for nothing: see `absentHolders`.
  await unlockHolders(session);
  await lockHolders(session, { holders });
}

/**
 * Who holds jobs and isn't present, and how many jobs. A holder that lost its connection is absent until it has another:
 * only one that stays absent is gone. The queue holds only work that isn't done, so it is small enough to scan.
 */
export const absentHolders = query((db) =>
  db
    .selectFrom("jobs")
    .select((job) => [job.ref("locked_by").$notNull().as("holder"), sql<number>`count(*)::int`.as("jobs")])
    .where("locked_by", "is not", null)
    .where(
      sql<boolean>`not exists (
        select from pg_locks l
        where l.locktype = 'advisory' and l.objsubid = 2
          and l.database = (select d.oid from pg_database d where d.datname = current_database())
          and l.classid = ${kind}::oid and l.objid = hashtext(locked_by)::oid
      )`,
    )
    .groupBy("locked_by"),
);

/** Makes the jobs of these holders free for every worker again. */
export const releaseJobs = change.byHand(
  "released jobs",
  {},
  ({ holders }: { holders: string[] }) =>
    sql`select from graphile_worker.force_unlock_workers(${holders}::text[])`,
);

/** Leaves a job that runs no further attempt. It is kept for the operator to look at. */
export const takeLastAttempt = change.byHand(
  "last attempt",
  {},
  ({ id }: { id: string }) => sql`select from control.take_last_attempt(${id})`,
);
