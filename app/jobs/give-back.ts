import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "pg";
import type { Logger } from "#app/base/log.ts";
import { absentHolders, bePresent, releaseJobs } from "#app/domain/job/holders.ts";
import { singleClient, writerOn } from "#db/single-client.ts";

export interface Presence {
  enter(holder: string): void;
  /** To be called when no job of the holder runs any more. */
  leave(holder: string): void;
  stop(): Promise<void>;
}

/** So many looks in a row must miss a holder: one that only lost its connection is back after one or two. */
const looks = 4;

/** Gives back jobs of processes that were killed or cut off. The queue would do so only after four hours. */
export function startPresence(
  url: string,
  { log, lookEveryMs }: { log: Logger; lookEveryMs: number },
): Presence {
  const present = new Set<string>();
  let absences = new Map<string, number>();
  let client: Client | undefined;
  const stopping = new AbortController();

  async function look(): Promise<void> {
    client ??= await connect(url);
    const session = writerOn(client);
    await bePresent(session, [...present]);
    const absent = (await absentHolders(session)).map(({ holder }) => holder);
    absences = new Map(absent.map((holder) => [holder, (absences.get(holder) ?? 0) + 1]));
    const gone = absent.filter((holder) => (absences.get(holder) ?? 0) >= looks);
    if (gone.length === 0) return;
    await releaseJobs(session, { holders: gone });
    log.warn({ holders: gone }, "Jobs were given back that were held by a process that is gone");
  }

  async function keepLooking(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await look();
      } catch (error) {
        log.debug({ err: error }, "Who holds jobs can't be seen just now");
        client?.end().catch(() => {});
        client = undefined;
        absences = new Map();
      }
      await pause(lookEveryMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    }
    await client?.end().catch(() => {});
  }

  const looking = keepLooking();
  return {
    enter: (holder) => void present.add(holder),
    leave: (holder) => void present.delete(holder),
    async stop() {
      stopping.abort();
      await looking;
    },
  };
}

async function connect(url: string): Promise<Client> {
  const client = singleClient({
    connectionString: url,
    application_name: "rowhouse jobs, presence",
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
    // The database notices within a minute that a machine vanished.
    options: "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3",
  });
  await client.connect();
  return client;
}
