import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PacedTurns } from "#app/base/paced-turns.ts";
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

function atPace() {
  const turns = new PacedTurns(6);
  return (turn: () => void) => turns.take("one", turn);
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
  const taking = atPace();
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

test("who sends nothing more is waited for ten seconds", async () => {
  const body = new Readable({ read() {} });
  readAway(body, atPace());
  await vi.advanceTimersByTimeAsync(9_999);
  expect(body.destroyed).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(body.destroyed).toBe(true);
});

test("a form that has come whole takes no turn, and its connection goes on", async () => {
  vi.useRealTimers();
  const turn = vi.fn();
  const server = createServer((req, res) => {
    req.read(0);
    res.once("finish", () => readAway(req, turn));
    res.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1");
  const body = "a".repeat(40_000);
  for (let round = 0; round < 3; round++) {
    socket.write(`POST / HTTP/1.1\r\nHost: here\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    const [answer] = await once(socket, "data");
    expect(String(answer)).toMatch(/^HTTP\/1.1 200/);
  }
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(turn).not.toHaveBeenCalled();
  socket.destroy();
  server.close();
});

test("a body that ends leaves nothing to wait for", async () => {
  readAway(Readable.from([Buffer.alloc(1)]), atPace());
  await vi.advanceTimersByTimeAsync(6);
  expect(vi.getTimerCount()).toBe(0);
});
