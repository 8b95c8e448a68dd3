/** Beside others a key has at most half of the thread: it rests for as long as its turn took. */
const longestRestMs = 20;

/** Who asks beside whom: db/company.ts. */
interface Company {
  note(key: string): void;
  isBeside(key: string): boolean;
}

interface Moment {
  key: string;
  atMs: number;
}

/**
 * The process has one thread. Work that takes it for long, such as rendering a page, asks for a turn. Alone, a
 * key, such as a tenant, has it at once. Beside others, each key has one turn between two looks at the sockets.
 * So a hundred pages of one tenant delay another's by a page or two, and not by a hundred.
 */
export class ProcessTurns {
  readonly #lines = new Map<string, (() => void)[]>();
  readonly #restUntilMs = new Map<string, number>();
  readonly #company: Company;
  #turn: Moment | undefined;
  #isGoingRound = false;
  #rest: NodeJS.Timeout | undefined;

  constructor(company: Company) {
    this.#company = company;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#lines.values().reduce((sum, line) => sum + line.length, 0);
  }

  /** Settles when it is this key's turn, which lasts until the caller waits for something. */
  async take(key: string): Promise<void> {
    this.#company.note(key);
    const line = this.#lines.get(key);
    if (!line && !this.#company.isBeside(key)) return;
    this.#goRound();
    await new Promise<void>((resolve) => {
      if (line) line.push(resolve);
      else this.#lines.set(key, [resolve]);
    });
  }

  #goRound(): void {
    if (this.#isGoingRound) return;
    this.#isGoingRound = true;
    setImmediate(this.#round);
  }

  /** What is set here runs after a look at the sockets, one after the other. */
  readonly #round = () => {
    this.#endTurn();
    const now = performance.now();
    const keys = [...this.#lines.keys()].filter((key) => (this.#restUntilMs.get(key) ?? 0) <= now);
    for (const key of keys) setImmediate(this.#giveTurn, key);
    if (keys.length > 0) return void setImmediate(this.#round);
    this.#isGoingRound = false;
    if (this.#lines.size > 0) this.#goRoundAfterRest();
  };

  readonly #giveTurn = (key: string) => {
    this.#endTurn();
    const line = this.#lines.get(key) ?? [];
    this.#turn = { key, atMs: performance.now() };
    line.shift()?.();
    if (line.length === 0) this.#lines.delete(key);
  };

  #endTurn(): void {
    if (!this.#turn) return;
    const now = performance.now();
    for (const [key, untilMs] of this.#restUntilMs) if (untilMs <= now) this.#restUntilMs.delete(key);
    this.#restUntilMs.set(this.#turn.key, now + Math.min(now - this.#turn.atMs, longestRestMs));
    this.#turn = undefined;
  }

  /** Who comes meanwhile and doesn't rest has a turn before. */
  #goRoundAfterRest(): void {
    this.#rest ??= setTimeout(() => {
      this.#rest = undefined;
      this.#goRound();
    }, 1);
  }
}
