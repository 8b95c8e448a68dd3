import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PacedTurns } from "./paced-turns.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("turns are a pace apart, and each network has them in turn", () => {
  const turns = new PacedTurns(6);
  const had: string[] = [];
  for (const name of ["a1", "a2", "a3", "b1", "b2"]) turns.take(name.slice(0, 1), () => had.push(name));
  vi.advanceTimersByTime(5);
  expect(had).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(had).toEqual(["a1"]);
  vi.advanceTimersByTime(4 * 6);
  expect(had).toEqual(["a1", "b1", "a2", "b2", "a3"]);
  expect(vi.getTimerCount()).toBe(0);
});

test("who comes back after a turn stands behind the others", () => {
  const turns = new PacedTurns(6);
  const had: string[] = [];
  const again = () => {
    had.push("a");
    if (had.length < 5) turns.take("a", again);
  };
  turns.take("a", again);
  turns.take("b", () => had.push("b"));
  vi.advanceTimersByTime(3 * 6);
  expect(had).toEqual(["a", "b", "a"]);
});
