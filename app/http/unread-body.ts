import type { Readable } from "node:stream";
import type { RequestHandler } from "express";
import { PacedTurns } from "#app/base/paced-turns.ts";
import { factsOf } from "./locals.ts";

const mostBytes = 4 * 1024 * 1024;
const longestMs = 10_000;
/** Between two reads of a socket, of 64 KiB: 10 MB/s from all senders together, of each network in turn. */
const paceMs = 6;

/** For every answer that comes before the end of the request's body. */
export function unreadBodies(): RequestHandler {
  const turns = new PacedTurns(paceMs);
  return function unreadBody(req, res, next) {
    const { "content-length": length = "0" } = req.headers;
    if (length !== "0") {
      // Node would read the rest at full speed and without end, unless it was asked for the body before.
      req.read(0);
      res.once("finish", () => readAway(req, (turn) => turns.take(factsOf(res).network, turn)));
    }
    next();
  };
}

/** Of a request: `complete` says that all of it has come, which Node knows a moment after the answer was sent. */
type Body = Readable & { readonly complete?: boolean };

/**
 * The connection's next request comes after the body, and who still sends when a connection closes may lose the
 * answer. So the rest is read: one sender after the other, and slowly, because collecting what a flood of unread bodies
 * leaves in memory would take the thread. The connection of a body that still comes closes after 4 MiB, or ten
 * seconds. One that has come whole takes no turn, and closes nothing: its connection serves the next request by then.
 */
export function readAway(body: Body, takeTurn: (turn: () => void) => void): void {
  setImmediate(() => {
    if (body.readableEnded || body.destroyed) return;
    body.unpipe();
    readInTurns(body, takeTurn);
  });
}

function readInTurns(body: Body, takeTurn: (turn: () => void) => void): void {
  const end = setTimeout(() => (body.complete ? body.resume() : body.destroy()), longestMs);
  body.once("close", () => clearTimeout(end));
  let bytes = 0;
  body.on("data", (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > mostBytes) return void body.pause().destroy();
    if (body.complete) return;
    body.pause();
    takeTurn(() => body.resume());
  });
  body.resume();
}
