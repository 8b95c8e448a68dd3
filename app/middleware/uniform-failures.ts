import type { MiddlewareFunction } from "react-router";
import { requestContext } from "#app/context.ts";
import { documentFor } from "#app/server/error-document.tsx";

/**
 * Makes failures alike. Every 404 is the same answer to the byte, whatever was looked for and by whom, so that nobody
 * learns what exists; and a database that is away is 503 and not a bug.
 */
export const uniformFailures: MiddlewareFunction<Response> = async ({ context }, next) => {
  const response = await next();
  if (response.status === 404) return documentFor(404);
  const facts = context.get(requestContext);
  if (response.status >= 500 && facts.unavailable)
    return documentFor(503, { headers: { "Retry-After": "2" } });
  return response;
};
