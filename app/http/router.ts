import { PassThrough, Readable, Transform } from "node:stream";
import { writeReadableStreamToWritable } from "@react-router/node";
import type { Request as ExpressRequest, Response as ExpressResponse, RequestHandler } from "express";
import { createRequestHandler, RouterContextProvider, type ServerBuild } from "react-router";
import type { App } from "#app/app.ts";
import { securedCookie } from "#app/base/cookie.ts";
import { accessContext, appContext, type Door, doorContext, requestContext, turnOf } from "#app/context.ts";
import { mostBodyBytes } from "./bodies.ts";
import { factsOf } from "./locals.ts";
import { sendRefusal } from "./refuse.ts";
import { declaredAccess } from "./route-access.ts";
import { mostPieces } from "./unread-body.ts";

/** The URL has the public address: `@react-router/express` takes the Host header's, which clients choose. */
export function router(app: App, build: ServerBuild): RequestHandler {
  const { config } = app;
  const handle = createRequestHandler(build, config.production ? "production" : "development");
  const declared = declaredAccess(build);
  return async function router(req, res, next) {
    try {
      const context = new RouterContextProvider();
      context.set(doorContext, res.locals.door as Door);
      context.set(requestContext, factsOf(res));
      context.set(appContext, app);
      context.set(accessContext, declared);
      await turnOf(context);
      const answer = await handle(requestFor(req, res, config.appUrl), context);
      if (factsOf(res).bodyTooLarge) return sendRefusal(req, res, 413);
      await send(app, res, answer);
    } catch (error) {
      next(error);
    }
  };
}

function requestFor(req: ExpressRequest, res: ExpressResponse, appUrl: string): Request {
  const { signal } = factsOf(res);
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    // same-origin.ts has checked the origin; the router would compare it with its own idea of it.
    if (value !== undefined && name !== "origin")
      headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const url = appUrl + req.originalUrl;
  if (req.method === "GET" || req.method === "HEAD") {
    return new Request(url, { method: req.method, headers, signal });
  }
  const count = { bytes: 0, pieces: 0, most: mostBodyBytes(res) };
  const body = Readable.toWeb(
    req.pipe(counted(res, count)).on("error", () => req.unpipe()),
  ) as ReadableStream;
  return new Request(url, {
    method: req.method,
    headers,
    signal,
    body,
    duplex: "half",
  } as RequestInit);
}

/** Of one body, by whichever reads it. */
interface BodyCount {
  bytes: number;
  pieces: number;
  most: number;
}

/** Beyond the limit the reader gets an error, and the answer is 413 whatever the route makes of it. */
function counted(res: ExpressResponse, count: BodyCount): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count.bytes += chunk.length;
      count.pieces++;
      if (count.bytes <= count.most && count.pieces <= mostPieces) return done(null, chunk);
      factsOf(res).bodyTooLarge = true;
      done(new Error("The body is larger than allowed"));
    },
  });
}

async function send(app: App, res: ExpressResponse, answer: Response): Promise<void> {
  if (res.destroyed) {
    await answer.body?.cancel();
    return;
  }
  res.status(answer.status);
  for (const [name, value] of answer.headers) {
    res.append(name, name === "set-cookie" ? securedCookie(value, app.config) : value);
  }
  const { page } = factsOf(res);
  if (answer.body) return sendStream(app, res, answer.body);
  if (page) res.setHeader("Content-Length", Buffer.byteLength(page));
  res.end(page);
}

/** How long a client may take nothing of a download. */
const readerPatienceMs = 5 * 60_000;

/** Waits for the client. A failure resets the connection: to HTTP/1.0, a close would be a whole answer. */
async function sendStream({ log }: App, res: ExpressResponse, body: ReadableStream): Promise<void> {
  // Not into `res`: `compression` keeps every listener that waits for it, and each piece would add one.
  const relay = new PassThrough();
  res.once("close", () => relay.destroy());
  res.setTimeout(readerPatienceMs);
  relay.pipe(res);
  try {
    await writeReadableStreamToWritable(body, relay);
  } catch (error) {
    if (res.closed) return;
    res.socket?.resetAndDestroy();
    const { id, pattern } = factsOf(res);
    log.warn({ requestId: id, route: pattern, err: error }, "An answer broke off");
  }
}
