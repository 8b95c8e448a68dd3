/**
 * Counts by key, in bounded memory: at `2 × kept` keys, the half with lower counts is dropped and counted as
 * `other`, so the sum over all stays exact (after Misra and Gries, "Finding repeated elements", 1982).
 */
export class HeavyHitters {
  readonly #counts = new Map<string, number>();
  readonly #shown: number;
  readonly #kept: number;
  #dropped = 0;

  constructor({ shown, kept }: { shown: number; kept: number }) {
    this.#shown = shown;
    this.#kept = kept;
  }

  add(key: string): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    if (this.#counts.size >= this.#kept * 2) this.#prune();
  }

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
