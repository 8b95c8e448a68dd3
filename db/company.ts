/** For so long after it asked, a key is one beside whom others take less. */
const companyMs = 1_000;

interface Moment {
  key: string;
  atMs: number;
}

/** Whether a key, such as a tenant, is alone or beside others. */
export class Company {
  /** The two keys that asked last, the newest first: one of them isn't the key in question. */
  #asked: Moment[] = [];

  note(key: string): void {
    const others = this.#asked.filter((one) => one.key !== key);
    this.#asked = [{ key, atMs: performance.now() }, ...others].slice(0, 2);
  }

  /** Did another key ask within the last second? */
  isBeside(key: string): boolean {
    const now = performance.now();
    return this.#asked.some((one) => one.key !== key && now - one.atMs < companyMs);
  }
}
