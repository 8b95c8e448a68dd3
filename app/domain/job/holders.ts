import type { Reader } from "#db/transaction.ts";

/**
 * Who holds jobs of the queue while they run. A holder is a pool of workers in some process; it is present as long as that
 * process has a session with an advisory lock in the holder's name. PostgreSQL takes the lock back with the session.
 */

const kind = "hashtext('rowhouse jobs')";

/** Makes these holders present, and no others of this session, for as long as it lasts. */
export async function bePresent(session: Reader, holders: string[]): Promise<void> {
  // They are absent for a moment in between, which counts for nothing: see `absentHolders`.
  await session.rows("select pg_advisory_unlock_all()");
  await session.rows(
    `select pg_advisory_lock_shared(${kind}, hashtext(holder)) from unnest($1::text[]) holder`,
    [holders],
  );
}

/**
 * Who holds jobs and isn't present, and how many. One that lost its connection is absent, too, until it has another: only
 * who stays so is gone. The queue holds only work that isn't done, so it is small enough to scan.
 */
export function absentHolders(tx: Reader): Promise<{ holder: string; jobs: number }[]> {
  return tx.rows(
    `select j.locked_by as holder, count(*)::int as jobs from graphile_worker.jobs j
     where j.locked_by is not null and not exists (
       select from pg_locks l
       where l.locktype = 'advisory' and l.objsubid = 2
         and l.database = (select d.oid from pg_database d where d.datname = current_database())
         and l.classid = ${kind}::oid and l.objid = hashtext(j.locked_by)::oid
     )
     group by j.locked_by`,
  );
}

/** Makes the jobs of these holders everybody's again. */
export async function releaseJobs(tx: Reader, holders: string[]): Promise<void> {
  await tx.rows("select graphile_worker.force_unlock_workers($1::text[])", [holders]);
}
