/**
 * The process has one thread. Work that takes it for long, such as rendering a page, asks for a turn: there is
 * one between two looks at the sockets, and keys, such as tenants, take turns among themselves. So a hundred
 * pages of one tenant delay another's by one page, and not by a hundred. Nobody waits while nobody works.
 */
export class ProcessTurns {
  readonly #lines = new Map<string, (() => void)[]>();
  #isTaken = false;

  /** How many wait. */
  get waiting(): number {
    return this.#lines.values().reduce((sum, line) => sum + line.length, 0);
  }

  /** Settles when it is this key's turn, which lasts until the caller waits for something. */
  async take(key: string): Promise<void> {
    if (!this.#isTaken) {
      this.#isTaken = true;
      setImmediate(() => setImmediate(this.#passOn));
      return;
    }
    const line = this.#lines.get(key) ?? [];
    this.#lines.set(key, line);
    await new Promise<void>((resolve) => line.push(resolve));
  }

  /** An immediate that is set within one runs after the next look at the sockets. */
  readonly #passOn = () => {
    const [next] = this.#lines;
    if (!next) {
      this.#isTaken = false;
      return;
    }
    const [key, line] = next;
    this.#lines.delete(key);
    line.shift()?.();
    // Its next turn comes after everybody else's.
    if (line.length > 0) this.#lines.set(key, line);
    setImmediate(this.#passOn);
  };
}
