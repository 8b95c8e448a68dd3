/** A Map that holds at most `maximumSize` entries, each until its time is over. Full, it forgets the oldest. */
export class BoundedMap<V> {
  readonly #entries = new Map<string, { value: V; endsAtMs: number }>();
  readonly #maximumSize: number;
  constructor(maximumSize: number) {
    this.#maximumSize = maximumSize;
  }

  get(key: string, nowMs = Date.now()): V | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.endsAtMs > nowMs) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: V, ttlMs: number, nowMs = Date.now()): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, endsAtMs: nowMs + ttlMs });
    if (this.#entries.size <= this.#maximumSize) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  get size(): number {
    return this.#entries.size;
  }
}
