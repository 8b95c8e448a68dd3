import type { Logger } from "#app/base/log.ts";
import type { Database } from "#db/database.ts";
import { writeDoor } from "#db/transaction.ts";
import { recordSeen } from "./session.ts";

const flushEveryMs = 30_000;
const maximumGathered = 20_000;

export type LastSeen = ReturnType<typeof createLastSeen>;

/** Reading a page must not write: times are gathered here, and written for many sessions in one statement. */
export function createLastSeen({ database, log }: { database: Database; log: Pick<Logger, "warn"> }) {
  /** By the session's token. */
  let seen = new Map<string, Date>();
  let flushing = Promise.resolve();

  /** If the database is away, the times stay noted for the next flush. */
  async function flush(): Promise<void> {
    if (seen.size === 0) return;
    const flushed = seen;
    seen = new Map();
    try {
      await writeDoor({ database, user: null, credential: null }, (tx) => recordSeen(tx, flushed));
    } catch (error) {
      for (const [session, at] of flushed)
        if (!seen.has(session) && seen.size < maximumGathered) seen.set(session, at);
      log.warn({ err: error }, "When sessions were last used could not be written, and will be tried again");
    }
  }

  const timer = setInterval(() => {
    flushing = flushing.then(flush);
  }, flushEveryMs);
  timer.unref();

  return {
    flush,
    /** Costs nothing: call it for every request. */
    note(session: string): void {
      if (seen.size < maximumGathered || seen.has(session)) seen.set(session, new Date());
    },
    /** Writes the rest. Call it before the database closes. */
    async stop(): Promise<void> {
      clearInterval(timer);
      await flushing.then(flush);
    },
  };
}
