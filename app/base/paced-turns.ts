type Turn = () => void;

/** Turns so many milliseconds apart, of one network after the other, however many of each wait. */
export class PacedTurns {
  readonly #everyMs: number;
  readonly #lines = new Map<string, Turn[]>();
  #timer: NodeJS.Timeout | undefined;

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** The first is no sooner than a pace from now. */
  take(network: string, turn: Turn): void {
    const line = this.#lines.get(network);
    if (line) line.push(turn);
    else this.#lines.set(network, [turn]);
    this.#timer ??= setTimeout(this.#give, this.#everyMs);
  }

  readonly #give = () => {
    const [next] = this.#lines;
    this.#timer = undefined;
    if (!next) return;
    const [network, line] = next;
    const turn = line.shift();
    // Whose turn it is comes last the next time.
    this.#lines.delete(network);
    if (line.length > 0) this.#lines.set(network, line);
    if (this.#lines.size > 0) this.#timer = setTimeout(this.#give, this.#everyMs);
    turn?.();
  };
}
