import { LRUCache } from "lru-cache";

/** `code` is PostgreSQL's `insufficient_resources`. */
export class TooBusyError extends Error {
  readonly code = "53000";
}

/** Who asks for a turn: a client key, and its network. */
export interface Claimant {
  key: string;
  network: string;
}

interface TurnOptions {
  /** How many work at once. */
  running: number;
  /** Places in the line that is open to all. */
  waiting: number;
  /** Places in a second line, for newcomers. */
  kept: number;
}

/** Keys with fewer turns in these minutes are newcomers: a person who mistypes a password stays one. */
const newcomerTurns = 3;
const newcomerMs = 10 * 60_000;
/** Of the kept places: a flood from the many addresses of a network gets no more. */
const keptPerNetwork = 10;

interface Place {
  network: string;
  begin: () => void;
}

/**
 * Work waits in two lines, which are served by turns: a flood from addresses that are seen all the time fills
 * the open one, and delays a newcomer by no more than the newcomers before them, twice.
 * @throws {TooBusyError} if there is no place
 */
export function turns({ running, waiting, kept }: TurnOptions) {
  const open: Place[] = [];
  const newcomers: Place[] = [];
  // The minutes begin with a key's first turn. `perf` is a clock that tests can set.
  const seen = new LRUCache<string, number>({
    ...{ max: 20_000, ttl: newcomerMs, noUpdateTTL: true },
    perf: { now: () => Date.now() },
  });
  let active = 0;
  let lastServed = open;

  function lineFor({ key, network }: Claimant): Place[] {
    const isNewcomer = (seen.get(key) ?? 0) < newcomerTurns;
    const neighbours = newcomers.filter((place) => place.network === network).length;
    if (isNewcomer && newcomers.length < kept && neighbours < keptPerNetwork) return newcomers;
    if (open.length < waiting) return open;
    throw new TooBusyError("Too much is waiting for its turn");
  }

  function next(): Place | undefined {
    const lines = lastServed === open ? [newcomers, open] : [open, newcomers];
    const line = lines.find((one) => one.length > 0);
    if (line) lastServed = line;
    return line?.shift();
  }

  return async function inTurn<T>(claimant: Claimant, work: () => Promise<T>): Promise<T> {
    const line = active < running ? null : lineFor(claimant);
    seen.set(claimant.key, (seen.get(claimant.key) ?? 0) + 1);
    if (line) await new Promise<void>((begin) => line.push({ network: claimant.network, begin }));
    else active++;
    try {
      return await work();
    } finally {
      // The place is handed on, so that no other call slips in between.
      const place = next();
      if (place) place.begin();
      else active--;
    }
  };
}
