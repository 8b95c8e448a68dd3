import { afterEach, beforeEach, expect, vi } from "vitest";

/** A test that makes something print an error fails: what is expected is logged, or caught. */
beforeEach(() => {
  vi.spyOn(console, "error");
});
afterEach(() => {
  expect(vi.mocked(console.error).mock.calls).toEqual([]);
});
