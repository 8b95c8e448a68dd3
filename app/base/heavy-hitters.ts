/**
 * Counts by key, for many more keys than fit in memory. Whenever `2 × kept` keys are held, the less busy half is dropped
 * and its counts are added to `other` (the pruning of Misra–Gries' heavy hitters, "Finding repeated elements", 1982, on
 * exact counts). So a busy key is always among those held, memory is bounded, and the sum over all is exact.
 */
export class HeavyHitters {
  readonly #counts = new Map<string, number>();
  readonly #shown: number;
  readonly #kept: number;
  #dropped = 0;

  /** Shows the busiest `shown` keys, chosen from at least `kept`. */
  constructor({ shown, kept }: { shown: number; kept: number }) {
    this.#shown = shown;
    this.#kept = kept;
  }

  add(key: string): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    if (this.#counts.size >= this.#kept * 2) this.#prune();
  }

  /** The busiest keys with their counts, busiest first, and the count of all others together. */
  read(): { busiest: [key: string, count: number][]; other: number } {
    const ordered = this.#ordered();
    const other = ordered.slice(this.#shown).reduce((sum, [, count]) => sum + count, this.#dropped);
    return { busiest: ordered.slice(0, this.#shown), other };
  }

  #prune(): void {
    for (const [key, count] of this.#ordered().slice(this.#kept)) {
      this.#dropped += count;
      this.#counts.delete(key);
    }
  }

  #ordered(): [string, number][] {
    return [...this.#counts].sort((a, b) => b[1] - a[1]);
  }
}
