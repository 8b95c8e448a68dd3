import type { Request, RequestHandler, Response } from "express";
import { doorOf } from "./locals.ts";
import { sendRefusal } from "./refuse.ts";
import { slugOf } from "./slug-of-path.ts";

/** Of members, in their tenant. */
const memberBytes = 1024 * 1024;
/** Of outsiders, and of everyone outside tenants. The longest of these forms takes less than 10 KiB. */
const outsiderBytes = 16 * 1024;
const readAwayBytes = 4 * 1024 * 1024;
/** After each piece, of at most 64 KiB. */
const pauseMs = 10;

const readable =
  /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain|application\/json)\b/i;

/** A body that doesn't announce its size is counted while the router reads it (router.ts). */
export const bodyLimits: RequestHandler = function bodyLimits(req, res, next) {
  const { "content-length": length, "content-type": type } = req.headers;
  if (req.method !== "POST" && length === undefined && !req.headers["transfer-encoding"]) return next();
  // Only the door can tell members: until then every path that may be a tenant's has theirs.
  if (announcedBytes(req) > (slugOf(req.path) ? memberBytes : outsiderBytes)) return sendTooLarge(req, res);
  if (type !== undefined && !readable.test(type))
    return sendRefusal(req, res, 415, { headers: { Connection: "close" } });
  next();
};

/** After the door. */
export const outsiderBodyLimit: RequestHandler = function outsiderBodyLimit(req, res, next) {
  return announcedBytes(req) > mostBodyBytes(res) ? sendTooLarge(req, res) : next();
};

/** What the door's answer allows. */
export function mostBodyBytes(res: Response): number {
  return doorOf(res)?.tenant ? memberBytes : outsiderBytes;
}

function announcedBytes(req: Request): number {
  return Number(req.headers["content-length"] ?? 0);
}

/**
 * A client that still sends when the connection closes may lose the answer, so the rest is read away first. After a
 * body that is very long, or doesn't say how long it is, the connection closes at once.
 */
export function sendTooLarge(req: Request, res: Response): void {
  const bytes = announcedBytes(req);
  const isReadAway = bytes > 0 && bytes <= readAwayBytes;
  if (isReadAway) readAway(req, bytes);
  sendRefusal(req, res, 413, isReadAway ? {} : { headers: { Connection: "close" } });
}

/**
 * For a body that nobody reads: the connection's next request comes after it. Slowly, so that a flood of such
 * bodies doesn't take the thread. After more than `most` bytes the connection ends.
 */
export function readAway(req: Request, most: number): void {
  let bytes = 0;
  req.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > most) return void req.destroy();
    req.pause();
    setTimeout(() => req.resume(), pauseMs);
  });
  req.resume();
}
