import type { MiddlewareFunction } from "react-router";
import { requestContext } from "#app/context.ts";
import { documentFor } from "#app/http/error-document.tsx";
import { isForData } from "./for-data.ts";

/**
 * Makes failures alike. Every 404 is the same answer to the byte, whatever was looked for and by whom, so that no one
 * learns what exists; a database that is away is 503 and not a bug; a bug says the request's id and nothing else; and
 * people get a page, also from a route that has none.
 */
export const uniformFailures: MiddlewareFunction<Response> = async ({ context, request }, next) => {
  const response = await next();
  const { status } = response;
  if (status < 400) return response;
  if (status === 404) return documentFor(404);
  const { id: requestId, unavailable } = context.get(requestContext);
  const wasSent = request.method === "POST";
  if (status >= 500 && unavailable) return documentFor(503, { wasSent, headers: { "Retry-After": "2" } });
  if (isForData(request)) return status >= 500 ? new Response(requestId, { status }) : response;
  if (status >= 500) return documentFor(status, { requestId });
  const isBareData = response.headers.get("Content-Type")?.startsWith("application/json");
  return isBareData ? documentFor(status) : response;
};
