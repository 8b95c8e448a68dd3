import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pace, readAway } from "./unread-body.ts";

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

test("unread bodies are read in turns six milliseconds apart, and after 4 MiB no more", async () => {
  const bodies = [endless(64 * 1024), endless(64 * 1024)];
  const counts = bodies.map(counting);
  const pieces = () => counts.map((count) => count());
  const taking = pace(6);
  for (const body of bodies) readAway(body, taking);
  await vi.advanceTimersByTimeAsync(5);
  expect(pieces()).toEqual([1, 1]);
  for (const each of [
    [2, 1],
    [2, 2],
    [3, 2],
    [3, 3],
  ]) {
    await vi.advanceTimersByTimeAsync(6);
    expect(pieces()).toEqual(each);
  }
  await vi.advanceTimersByTimeAsync(9_000);
  expect([...pieces(), ...bodies.map((body) => body.destroyed)]).toEqual([65, 65, true, true]);
});

test("a body in pieces of a byte is not kept, and ends after two thousand", async () => {
  const body = new Readable({ read() {} });
  const pieces = counting(body);
  readAway(body, pace(6));
  for (let sent = 0; sent < 10_000 && !body.destroyed; sent++) body.push("a");
  await vi.advanceTimersByTimeAsync(0);
  expect([pieces(), body.destroyed]).toEqual([2_001, true]);
});

test("who sends nothing more is waited for ten seconds", async () => {
  const body = new Readable({ read() {} });
  readAway(body, pace(6));
  await vi.advanceTimersByTimeAsync(9_999);
  expect(body.destroyed).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(body.destroyed).toBe(true);
});

test("what has come whole takes no turn", async () => {
  const form = Object.assign(Readable.from([Buffer.alloc(1)]), { complete: true });
  const count = counting(form);
  const turn = vi.fn(() => 60_000);
  readAway(form, turn);
  await vi.advanceTimersByTimeAsync(0);
  expect([count(), form.readableEnded, turn.mock.calls.length, vi.getTimerCount()]).toEqual([1, true, 0, 0]);
});

test("a body that ends leaves nothing to wait for", async () => {
  readAway(Readable.from([Buffer.alloc(1)]), pace(6));
  await vi.advanceTimersByTimeAsync(6);
  expect(vi.getTimerCount()).toBe(0);
});
