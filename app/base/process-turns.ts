/** Beside others a key has at most half of the thread: it rests for as long as its turn took. */
const longestRestMs = 20;
/** For so long after its last turn a key counts as one beside whom others rest. */
const companyMs = 1_000;

interface Seen {
  key: string;
  atMs: number;
}

/**
 * The process has one thread. Work that takes it for long, such as rendering a page, asks for a turn: there is
 * one between two looks at the sockets, and keys, such as tenants, take turns among themselves. So a hundred
 * pages of one tenant delay another's by a page or two, and not by a hundred. Nobody waits while nobody else
 * works.
 */
export class ProcessTurns {
  readonly #lines = new Map<string, (() => void)[]>();
  readonly #restUntilMs = new Map<string, number>();
  /** The two keys that took turns last, the newest first: one of them isn't the key that asks. */
  #seen: Seen[] = [];
  #isBusy = false;
  #rest: NodeJS.Timeout | undefined;

  /** How many wait. */
  get waiting(): number {
    return this.#lines.values().reduce((sum, line) => sum + line.length, 0);
  }

  /** Settles when it is this key's turn, which lasts until the caller waits for something. */
  async take(key: string): Promise<void> {
    const line = this.#lines.get(key);
    if (!this.#isBusy && !line && !this.#rests(key)) {
      this.#isBusy = true;
      this.#afterTurn(key);
      return;
    }
    if (!this.#isBusy) this.#passOnAfterRest();
    await new Promise<void>((resolve) => {
      if (line) line.push(resolve);
      else this.#lines.set(key, [resolve]);
    });
  }

  readonly #passOn = () => {
    const next = this.#lines.entries().find(([key]) => !this.#rests(key));
    this.#isBusy = next !== undefined;
    if (!next) {
      if (this.#lines.size > 0) this.#passOnAfterRest();
      return;
    }
    const [key, line] = next;
    this.#lines.delete(key);
    // Its next turn comes after everybody else's.
    if (line.length > 1) this.#lines.set(key, line);
    this.#afterTurn(key);
    line.shift()?.();
  };

  /** Who comes meanwhile and doesn't rest has a turn at once. */
  #passOnAfterRest(): void {
    this.#rest ??= setTimeout(() => {
      this.#rest = undefined;
      if (!this.#isBusy) this.#passOn();
    }, 1);
  }

  /** The next turn comes after a look at the sockets. What is found there counts as part of this one. */
  #afterTurn(key: string): void {
    const beganMs = performance.now();
    setImmediate(() => {
      this.#note(key, performance.now() - beganMs);
      setImmediate(this.#passOn);
    });
  }

  #note(key: string, tookMs: number): void {
    const atMs = performance.now();
    this.#seen = [{ key, atMs }, ...this.#seen.filter((one) => one.key !== key)].slice(0, 2);
    for (const [resting, untilMs] of this.#restUntilMs)
      if (untilMs <= atMs) this.#restUntilMs.delete(resting);
    this.#restUntilMs.set(key, atMs + Math.min(tookMs, longestRestMs));
  }

  #rests(key: string): boolean {
    const nowMs = performance.now();
    const hasCompany = this.#seen.some((one) => one.key !== key && nowMs - one.atMs < companyMs);
    return hasCompany && nowMs < (this.#restUntilMs.get(key) ?? 0);
  }
}
