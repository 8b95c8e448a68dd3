import type { Company } from "./company.ts";

/** Beside others, a key's places together work as much as one that works a third of the time. */
const partOfOne = 1 / 3;
/** Longer work is bounded by its own time: else a slow database would make all keys rest still longer. */
const longestRestMs = 50;

/** Who asks for a place while as many wait as may, or waited as long as one may, is refused with this. */
export class LineFullError extends Error {
  /** How many of this kind may work at once. */
  readonly atOnce: number;
  constructor(atOnce: number) {
    super(`${atOnce} are at work, and as many wait as may`);
    this.atOnce = atOnce;
  }
}

interface LineOptions {
  /** For everybody together. */
  places: number;
  /** How many of one key may wait. */
  waiting: number;
  patienceMs: number;
  company: Company;
}

interface Wanted {
  /** Places that the key may have at the same time. */
  atOnce: number;
  /** Whoever has gone leaves the line. */
  signal?: AbortSignal | undefined;
  /** A part of work that was let in before: it waits as long as it takes. */
  isBegun?: boolean | undefined;
}

interface Waiter {
  atOnce: number;
  /** Ends the waiting, with a place. */
  enter(): void;
}

interface Standing {
  /** Places at work or at rest. */
  active: number;
  waiters: Waiter[];
}

/**
 * Places that keys, such as tenants, take and give back. A key has at most `atOnce` of them; its further calls
 * wait in order. A free place goes to the key that has waited longest since it last got one, so a long line
 * doesn't delay a short one. A key that has nothing here is forgotten.
 * Beside others, a key's place rests after its work: what runs beneath, such as the database, has room for others
 * meanwhile. No other key waits for a place that rests.
 */
export class Line {
  readonly #options: LineOptions;
  readonly #keys = new Map<string, Standing>();
  #free: number;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#free = options.places;
  }

  /** For everybody together. */
  get places(): number {
    return this.#options.places;
  }

  get working(): number {
    return this.#options.places - this.#free;
  }

  get waiting(): number {
    return this.#keys.values().reduce((sum, { waiters }) => sum + waiters.length, 0);
  }

  /** How many keys are known now. */
  get size(): number {
    return this.#keys.size;
  }

  /** @throws {LineFullError} or the signal's reason. Call what it gives to leave the place, once. */
  async enter(key: string, wanted: Wanted): Promise<() => void> {
    wanted.signal?.throwIfAborted();
    this.#options.company.note(key);
    const standing = this.#keys.get(key) ?? { active: 0, waiters: [] };
    this.#keys.set(key, standing);
    if (this.#free > 0 && standing.active < wanted.atOnce && standing.waiters.length === 0)
      this.#give(standing);
    else await this.#wait(key, standing, wanted);
    const atMs = performance.now();
    return () => {
      this.#free++;
      const restMs = (performance.now() - atMs) * (wanted.atOnce / partOfOne - 1);
      if (this.#options.company.isBeside(key))
        setTimeout(() => this.#end(key, standing), Math.min(restMs, longestRestMs));
      else this.#end(key, standing);
      this.#serve();
    };
  }

  #end(key: string, standing: Standing): void {
    standing.active--;
    this.#forgetIfIdle(key, standing);
    this.#serve();
  }

  #give(standing: Standing): void {
    standing.active++;
    this.#free--;
  }

  #wait(key: string, standing: Standing, { atOnce, signal, isBegun = false }: Wanted): Promise<void> {
    const { waiting, patienceMs } = this.#options;
    if (standing.waiters.length >= waiting && !isBegun) throw new LineFullError(atOnce);
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(patience);
        signal?.removeEventListener("abort", onAbort);
      };
      const giveUp = (reason: unknown) => {
        settle();
        standing.waiters.splice(standing.waiters.indexOf(waiter), 1);
        this.#forgetIfIdle(key, standing);
        reject(reason);
      };
      const waiter = {
        atOnce,
        enter() {
          settle();
          resolve();
        },
      };
      const onAbort = () => giveUp(signal?.reason);
      const patience = isBegun ? undefined : setTimeout(() => giveUp(new LineFullError(atOnce)), patienceMs);
      signal?.addEventListener("abort", onAbort);
      standing.waiters.push(waiter);
    });
  }

  #serve(): void {
    while (this.#free > 0) {
      const next = this.#next();
      if (!next) return;
      const [key, standing] = next;
      // Its next turn comes after everybody else's.
      this.#keys.delete(key);
      this.#keys.set(key, standing);
      this.#give(standing);
      standing.waiters.shift()?.enter();
    }
  }

  #next(): [string, Standing] | undefined {
    return this.#keys.entries().find(
      ([
        ,
        {
          active,
          waiters: [first],
        },
      ]) => first !== undefined && active < first.atOnce,
    );
  }

  #forgetIfIdle(key: string, { active, waiters }: Standing): void {
    if (active === 0 && waiters.length === 0) this.#keys.delete(key);
  }
}
