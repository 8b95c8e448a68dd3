import type { RequestHandler } from "express";
import { sendRefusal } from "./refuse.ts";

/** Of a target: no page has one nearly as long, and the router takes it apart several times. */
const mostCharacters = 8_000;
const methods = new Set(["GET", "HEAD", "POST"]);

export const requestForm: RequestHandler = function requestForm(req, res, next) {
  if (!methods.has(req.method))
    return sendRefusal(req, res, 405, { headers: { Allow: [...methods].join(", ") } });
  if (req.originalUrl.length > mostCharacters) return sendRefusal(req, res, 414);
  if (!req.originalUrl.startsWith("/") || !isDecodable(req.path)) return sendRefusal(req, res, 400);
  next();
};

function isDecodable(path: string): boolean {
  if (!path.includes("%")) return true;
  try {
    return !decodeURIComponent(path).includes("\0");
  } catch {
    return false;
  }
}
