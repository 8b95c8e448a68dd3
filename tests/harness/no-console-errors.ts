import { afterEach, beforeEach, expect, vi } from "vitest";

/** A printed error fails the test: what is expected is logged, or caught. */
beforeEach(() => {
  vi.spyOn(console, "error");
});
afterEach(() => {
  expect(vi.mocked(console.error).mock.calls).toEqual([]);
});
