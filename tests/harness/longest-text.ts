import { vi } from "vitest";

/** Methods that take a text apart, or whose cost can grow faster than the text. */
const costly = [
  "normalize",
  "replace",
  "replaceAll",
  "match",
  "matchAll",
  "search",
  "split",
  "toLowerCase",
  "toUpperCase",
  Symbol.iterator,
] as const;

export async function longestText(work: () => unknown): Promise<number> {
  const spies = costly.map((name) => vi.spyOn(String.prototype, name));
  try {
    await work();
    return Math.max(0, ...spies.flatMap(({ mock }) => mock.contexts.map((text) => String(text).length)));
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
