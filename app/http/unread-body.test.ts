import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readAway } from "./unread-body.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A sender that always has more, a piece at a time. */
function endless(pieceBytes: number) {
  const piece = Buffer.alloc(pieceBytes);
  const body = new Readable({ read: () => void setImmediate(() => body.push(piece)) });
  return body;
}

function counting(body: Readable) {
  let pieces = 0;
  body.on("data", () => pieces++);
  return () => pieces;
}

test("an unread body is read in parts fifty milliseconds apart, and after 4 MiB no more", async () => {
  const body = endless(64 * 1024);
  const pieces = counting(body);
  readAway(body);
  for (const part of [1, 2, 3]) {
    await vi.advanceTimersByTimeAsync(49);
    expect(pieces()).toBe(part);
    await vi.advanceTimersByTimeAsync(1);
  }
  await vi.advanceTimersByTimeAsync(9_000);
  expect([pieces(), body.destroyed]).toEqual([65, true]);
});

test("a body in pieces of a byte is not kept, and ends after two thousand", async () => {
  const body = new Readable({ read() {} });
  const pieces = counting(body);
  readAway(body);
  for (let sent = 0; sent < 10_000 && !body.destroyed; sent++) body.push("a");
  await vi.advanceTimersByTimeAsync(0);
  expect([pieces(), body.destroyed]).toEqual([2_001, true]);
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
  readAway(Readable.from([Buffer.alloc(1)]));
  await vi.advanceTimersByTimeAsync(50);
  expect(vi.getTimerCount()).toBe(0);
});
