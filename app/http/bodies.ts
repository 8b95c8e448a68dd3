import type { Request, RequestHandler } from "express";
import { doorOf } from "./locals.ts";
import { sendRefusal } from "./refuse.ts";
import { slugOf } from "./slug-of-path.ts";

/** Of members, in their tenant. */
const memberBytes = 1024 * 1024;
/** Of outsiders, and of everyone outside tenants. The longest of these forms takes less than 10 KiB. */
const outsiderBytes = 16 * 1024;

const readable =
  /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain|application\/json)\b/i;

/** Every body announces its size (app/process/framing.ts), and Node reads no more of it. */
export const bodyLimits: RequestHandler = function bodyLimits(req, res, next) {
  const { "content-length": length, "content-type": type } = req.headers;
  if (req.method !== "POST" && length === undefined) return next();
  // Only the door can tell members: until then every path that may be a tenant's has theirs.
  if (announcedBytes(req) > (slugOf(req.path) ? memberBytes : outsiderBytes))
    return sendRefusal(req, res, 413);
  if (type !== undefined && !readable.test(type)) return sendRefusal(req, res, 415);
  next();
};

/** After the door. */
export const outsiderBodyLimit: RequestHandler = function outsiderBodyLimit(req, res, next) {
  const isMember = doorOf(res)?.tenant != null;
  return isMember || announcedBytes(req) <= outsiderBytes ? next() : sendRefusal(req, res, 413);
};

function announcedBytes(req: Request): number {
  return Number(req.headers["content-length"] ?? 0);
}
