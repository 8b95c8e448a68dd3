import type { Readable } from "node:stream";
import type { RequestHandler } from "express";

const mostBytes = 4 * 1024 * 1024;
/** A sender may cut a body into chunks of one byte, each of which costs as much as a large one. */
export const mostPieces = 2_000;
const longestMs = 10_000;
/** Between two reads of a socket, of 64 KiB: 10 MB/s from all senders together. */
const paceMs = 6;

/** For every answer that comes before the end of the request's body. */
export function unreadBodies(): RequestHandler {
  const untilTurnMs = pace(paceMs);
  return function unreadBody(req, res, next) {
    const { "content-length": length = "0", "transfer-encoding": encoding } = req.headers;
    if (length !== "0" || encoding !== undefined) {
      // Node would read the rest at full speed and without end, unless it was asked for the body before.
      req.read(0);
      res.once("finish", () => readAway(req, untilTurnMs));
    }
    next();
  };
}

/** Of a request: `complete` says that all of it has come, which Node knows a moment after the answer was sent. */
type Body = Readable & { readonly complete?: boolean };

/**
 * The connection's next request comes after the body, and who still sends when a connection closes may lose the
 * answer. So the rest is read: one sender after the other, and slowly, because collecting what a flood of unread bodies
 * leaves in memory would take the thread. The connection of a body that still comes closes after 4 MiB, or 2,000
 * pieces, or ten seconds. One that has come whole takes no turn, and closes nothing, however many pieces it has: its
 * connection serves the next request by then.
 */
export function readAway(body: Body, untilTurnMs: () => number): void {
  setImmediate(() => {
    if (body.readableEnded || body.destroyed) return;
    body.unpipe();
    if (!body.complete) readInTurns(body, untilTurnMs);
    body.resume();
  });
}

function readInTurns(body: Body, untilTurnMs: () => number): void {
  const end = setTimeout(() => (body.complete ? body.resume() : body.destroy()), longestMs);
  body.once("close", () => clearTimeout(end));
  let bytes = 0;
  let pieces = 0;
  let isPausing = false;
  body.on("data", (piece: Buffer) => {
    bytes += piece.length;
    pieces++;
    if (bytes > mostBytes || pieces > mostPieces) return void body.pause().destroy();
    if (isPausing || body.complete) return;
    isPausing = true;
    // After the pieces that came in the same read of the socket, and before the next one: kept, a thousand little pieces take
    // more than they are.
    process.nextTick(() => body.pause());
    setTimeout(() => {
      isPausing = false;
      body.resume();
    }, untilTurnMs());
  });
}

/** Each call takes the next turn, and gives the milliseconds until then: no more than a body is waited for. */
export function pace(everyMs: number): () => number {
  let last = 0;
  return () => {
    const now = performance.now();
    last = Math.min(Math.max(last, now) + everyMs, now + longestMs);
    return last - now;
  };
}
