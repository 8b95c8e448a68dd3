import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readAway } from "./unread-body.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const piece = Buffer.alloc(64 * 1024);

/** A sender that always has more. */
function endless() {
  const body = new Readable({ highWaterMark: piece.length, read: () => void body.push(piece) });
  return body;
}

function counting(body: Readable) {
  let pieces = 0;
  body.on("data", () => pieces++);
  return () => pieces;
}

test("a piece of an unread body is read every ten milliseconds, and after 4 MiB no more", async () => {
  const body = endless();
  const pieces = counting(body);
  readAway(body);
  await vi.advanceTimersByTimeAsync(9);
  expect(pieces()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(pieces()).toBe(2);
  await vi.advanceTimersByTimeAsync(2_000);
  expect([pieces(), body.destroyed]).toEqual([65, true]);
});

test("who sends nothing more is waited for ten seconds", async () => {
  const body = new Readable({ read() {} });
  readAway(body);
  await vi.advanceTimersByTimeAsync(9_999);
  expect(body.destroyed).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(body.destroyed).toBe(true);
});

test("a body that ends leaves nothing to wait for", async () => {
  readAway(Readable.from([piece]));
  await vi.advanceTimersByTimeAsync(10);
  expect(vi.getTimerCount()).toBe(0);
});
