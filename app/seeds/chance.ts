/** The same numbers every time: mulberry32, public domain, by Tommy Ettinger. */
export class Chance {
  #state: number;
  constructor(seed: number) {
    this.#state = seed;
  }

  /** At least 0, and less than 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  isTrue(probability: number): boolean {
    return this.next() < probability;
  }

  /** @throws if there is nothing to pick from. */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new Error("There is nothing to pick from");
    return item;
  }

  /** RFC 9562, section 5.7. */
  uuidV7(moment: Date): string {
    const hex = (length: number) =>
      Array.from({ length }, () => Math.floor(this.next() * 16).toString(16)).join("");
    const time = moment.getTime().toString(16).padStart(12, "0");
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${this.pick(["8", "9", "a", "b"])}${hex(3)}-${hex(12)}`;
  }
}
