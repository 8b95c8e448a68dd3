import { sql } from "kysely";
import { countAll } from "#app/domain/list-page.ts";
import { change, query } from "#app/domain/query.ts";
import type { Writer } from "#db/transaction.ts";

/** A holder (a pool of workers) is present while a session of its process has an advisory lock for it. */

const kind = sql`hashtext('rowhouse jobs')`;

const unlockHolders = change.byHand("unlocked holders", {}, () => sql`select from pg_advisory_unlock_all()`);
const lockHolders = change.byHand(
  "locked holders",
  {},
  ({ holders }: { holders: string[] }) =>
    sql`select from unnest(${holders}::text[]) holder, pg_advisory_lock_shared(${kind}, hashtext(holder))`,
);

/** Makes these holders, and no others of this session, present for as long as it lasts. */
export async function bePresent(session: Writer, holders: string[]): Promise<void> {
  // They are absent for a moment, which does no harm: see `absentHolders`.
  await unlockHolders(session);
  await lockHolders(session, { holders });
}

/** A holder that lost its connection returns: only one that stays absent is gone. Scans a small queue. */
export const absentHolders = query((db) =>
  db
    .selectFrom("jobs")
    .select((job) => [job.ref("locked_by").$notNull().as("holder"), countAll.as("jobs")])
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

export const releaseJobs = change.byHand(
  "released jobs",
  {},
  ({ holders }: { holders: string[] }) =>
    sql`select from graphile_worker.force_unlock_workers(${holders}::text[])`,
);

/** The job gets no further attempt, and is kept for the operator to look at. */
export const takeLastAttempt = change.byHand(
  "last attempt",
  {},
  ({ id }: { id: string }) => sql`select from control.take_last_attempt(${id})`,
);

/** Puts a new job in the place of a running one, with its payload. */
export const postponeJob = change.byHand(
  "postponed job",
  {},
  ({ id, seconds }: { id: string; seconds: number }) =>
    sql`select from control.postpone_job(${id}, ${seconds})`,
);

/** Index: the primary keys of both tables. */
export const deleteSpentTickets = change.byHand(
  "spent tickets",
  {},
  () => sql`select from control.delete_spent_tickets()`,
);
