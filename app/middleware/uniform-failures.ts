import type { MiddlewareFunction } from "react-router";
import { requestContext } from "#app/context.ts";
import { documentFor } from "#app/http/error-document.tsx";
import { isForData } from "./for-data.ts";

/**
 * A 404 is always the same to the byte, so that no one learns what exists. A bug's answer tells only the
 * request's id. A route without a page gets one here.
 */
export const uniformFailures: MiddlewareFunction<Response> = async ({ context, request }, next) => {
  const response = await next();
  const { status } = response;
  if (status < 400) return response;
  const { id: requestId, unavailable, notEntered, logDamaged } = context.get(requestContext);
  if (status === 404 || notEntered) return documentFor(404);
  const wasSent = request.method === "POST";
  if (status >= 500 && unavailable) return documentFor(503, { wasSent, headers: { "Retry-After": "2" } });
  if (status >= 500 && logDamaged) return documentFor(423, { wasSent });
  if (isForData(request)) return status >= 500 ? new Response(requestId, { status }) : response;
  if (status >= 500) return documentFor(status, { requestId });
  const isBareData = response.headers.get("Content-Type")?.startsWith("application/json");
  return isBareData ? documentFor(status) : response;
};
