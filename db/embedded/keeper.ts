import { setTimeout as delay } from "node:timers/promises";
import type { Postmaster } from "./postmaster.ts";
import { isAlive } from "./process.ts";

export interface Keeper {
  current(): Postmaster;
  /** Stops keeping. Resolves to the current server once no start is under way. */
  dismiss(): Promise<Postmaster>;
}

const lookMs = 100;
const longestPauseMs = 5_000;

/** Restarts a server that ends unasked. `restart` must use the same port, so that the address stays true. */
export function keepRunning(
  first: Postmaster,
  restart: (ended: Postmaster) => Promise<Postmaster>,
  log: (line: string) => void,
): Keeper {
  const dismissal = new AbortController();
  const pause = (ms: number) =>
    delay(ms, undefined, { ref: false, signal: dismissal.signal }).catch(() => {});
  let server = first;

  async function keep(): Promise<void> {
    while (!dismissal.signal.aborted) {
      await pause(lookMs);
      if (!dismissal.signal.aborted && !(await isAlive(server.pid))) await replace();
    }
  }

  async function replace(): Promise<void> {
    log(`PostgreSQL (process ${server.pid}) ended unasked. It is started again.`);
    for (let failures = 0; !dismissal.signal.aborted; failures++) {
      try {
        server = await restart(server);
        return;
      } catch (error) {
        log((error as Error).message);
        await pause(Math.min(100 * 2 ** failures, longestPauseMs));
      }
    }
  }

  const keeping = keep();
  return {
    current: () => server,
    async dismiss() {
      dismissal.abort();
      await keeping;
      return server;
    },
  };
}
