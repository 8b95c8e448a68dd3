import type { RequestHandler } from "express";
import { sendRefusal } from "./refuse.ts";

export const maximumBodyBytes = 1024 * 1024;

const readable =
  /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain|application\/json)\b/i;

/** A body that doesn't announce its size is counted while the router reads it (router.ts). */
export const bodyLimits: RequestHandler = function bodyLimits(req, res, next) {
  const { "content-length": length, "content-type": type } = req.headers;
  if (req.method !== "POST" && length === undefined && !req.headers["transfer-encoding"]) return next();
  // After an unread body the connection can't carry another request.
  if (Number(length ?? 0) > maximumBodyBytes)
    return sendRefusal(req, res, 413, { headers: { Connection: "close" } });
  if (type !== undefined && !readable.test(type))
    return sendRefusal(req, res, 415, { headers: { Connection: "close" } });
  next();
};
