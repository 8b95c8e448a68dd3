import { PassThrough } from "node:stream";
import { createReadableStreamFromReadable } from "@react-router/node";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import {
  type EntryContext,
  type HandleErrorFunction,
  isRouteErrorResponse,
  type RouterContextProvider,
  ServerRouter,
} from "react-router";
import { isUnavailable } from "#db/unavailable.ts";
import { doorContext, requestContext } from "./context.ts";
import { log } from "./server/log.ts";

/** How long a page may take to render before what is missing is given up, in milliseconds. */
export const streamTimeout = 5_000;

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  routerContext: EntryContext,
  context: RouterContextProvider,
): Promise<Response> | Response {
  if (request.method === "HEAD") return new Response(null, { status, headers });
  const { nonce } = context.get(requestContext);
  headers.set("Content-Type", "text/html; charset=utf-8");
  return new Promise((resolve, reject) => {
    const ready = isbot(request.headers.get("user-agent") ?? "") ? "onAllReady" : "onShellReady";
    const { pipe, abort } = renderToPipeableStream(
      <ServerRouter context={routerContext} url={request.url} nonce={nonce} />,
      {
        nonce,
        [ready]() {
          clearTimeout(timer);
          const body = new PassThrough();
          resolve(new Response(createReadableStreamFromReadable(body), { status, headers }));
          pipe(body);
        },
        onShellError: reject,
        onError: (error) => log.error({ err: error }, "A page failed to render"),
      },
    );
    const timer = setTimeout(
      () => abort(new Error("The page took too long to render")),
      streamTimeout + 1_000,
    );
  });
}

/** Everything unexpected in a loader or an action comes through here, once; and what the router itself refuses. */
export const handleError: HandleErrorFunction = (error, { context, request }) => {
  if (request.signal.aborted) return;
  const facts = context.get(requestContext);
  // Counted as it was read, and answered with 413.
  if (facts.bodyTooLarge) return;
  const { tenant, user } = context.get(doorContext);
  const fields = { requestId: facts.id, tenantId: tenant?.id, userId: user?.id, err: error };
  if (isUnavailable(error)) {
    facts.unavailable = true;
    log.warn(fields, "The database was not available");
  } else if (isRouteErrorResponse(error) && error.status < 500) {
    log.info({ ...fields, err: undefined, status: error.status }, "The router refused a request");
  } else {
    log.error(fields, "A route failed");
  }
};
