import { log } from "#app/base/log.ts";
import { withPerson } from "#db/transaction.ts";
import { recordSeen } from "./session.ts";

/**
 * When sessions were last used. Reading a page must not write, so it is gathered here and written now and then, for
 * many sessions in one statement.
 */
const flushEveryMs = 30_000;
const maximumGathered = 20_000;

let seen = new Map<string, Date>();

/** Remembers that a session was used now. Costs nothing; call it for every request. */
export function noteSeen(sessionId: string): void {
  if (seen.size < maximumGathered || seen.has(sessionId)) seen.set(sessionId, new Date());
}

/** Begins to write what is noted every half a minute. `stop` writes the rest; call it before the database closes. */
export function startLastSeen(): { stop(): Promise<void> } {
  let flushing = Promise.resolve();
  const timer = setInterval(() => {
    flushing = flushing.then(flushSeen);
  }, flushEveryMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await flushing.then(flushSeen);
    },
  };
}

/** Writes what is noted. If the database is away it stays noted, for the next time. */
export async function flushSeen(): Promise<void> {
  if (seen.size === 0) return;
  const flushed = seen;
  seen = new Map();
  try {
    await withPerson({ userId: null, readOnly: false }, (tx) => recordSeen(tx, flushed));
  } catch (error) {
    for (const [id, at] of flushed) if (!seen.has(id) && seen.size < maximumGathered) seen.set(id, at);
    log.warn({ err: error }, "When sessions were last used could not be written, and will be tried again");
  }
}
