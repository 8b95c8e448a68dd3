import type { Pool } from "pg";
import { withoutEntryProof, withoutRowSecurity, withToldTenants } from "./catalog.ts";

/** Stands in for db/layers.ts in this suite: the same layers, with a switch each. */
export const layers = { door: true, filter: true };

/** The door with the guard; the filter with the entry that a transaction proves when it opens; the wall. */
export type Layer = "door" | "filter" | "wall";
const allLayers: readonly Layer[] = ["door", "filter", "wall"];

export const settings: { name: string; on: readonly Layer[] }[] = [
  { name: "every layer on", on: allLayers },
  ...allLayers.map((off) => ({ name: `without the ${off}`, on: allLayers.filter((one) => one !== off) })),
  ...allLayers.map((alone) => ({ name: `the ${alone} alone`, on: [alone] })),
];

export async function withLayers(admin: Pool, on: readonly Layer[], fn: () => Promise<void>): Promise<void> {
  layers.door = on.includes("door");
  layers.filter = on.includes("filter");
  try {
    const unwalled = on.includes("wall") ? fn : () => withoutRowSecurity(admin, fn);
    const unproved = layers.filter ? unwalled : () => withoutEntryProof(admin, unwalled);
    await (layers.door ? unproved() : withToldTenants(admin, unproved));
  } finally {
    layers.door = true;
    layers.filter = true;
  }
}

/** The rows of the matrix in docs/design.md. */
export class Tally {
  readonly #what: string;
  readonly #lines: string[] = [];

  constructor(what: string) {
    this.#what = what;
  }

  note(setting: string, attempts: number, leaks: readonly string[]): void {
    this.#lines.push(`${setting}: ${attempts} ${this.#what}, ${leaks.length} leaks`);
  }

  print(): void {
    for (const line of this.#lines) console.info(`Isolation, ${line}`);
  }
}
