import { PassThrough, Readable } from "node:stream";
import { writeReadableStreamToWritable } from "@react-router/node";
import type { Request as ExpressRequest, Response as ExpressResponse, RequestHandler } from "express";
import { createRequestHandler, RouterContextProvider, type ServerBuild } from "react-router";
import type { App } from "#app/app.ts";
import { securedCookie } from "#app/base/cookie.ts";
import { accessContext, appContext, type Door, doorContext, requestContext, turnOf } from "#app/context.ts";
import { gathered } from "./gathered.ts";
import { factsOf } from "./locals.ts";
import { declaredAccess } from "./route-access.ts";

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
  // Who reads it may give up, and that would end the connection, and with it the answer.
  const body = Readable.toWeb(req.pipe(gathered())) as ReadableStream;
  return new Request(url, {
    method: req.method,
    headers,
    signal,
    body,
    duplex: "half",
  } as RequestInit);
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
