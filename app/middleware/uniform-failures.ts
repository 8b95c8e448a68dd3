import type { MiddlewareFunction } from "react-router";
import { formContext, type PassingFailure, requestContext } from "#app/context.ts";
import { documentFor } from "#app/http/error-document.tsx";
import { type TypedText, typedText } from "#app/http/typed-text.ts";
import { overloadAnswer } from "#app/ui/error-text.ts";
import { isForData } from "./for-data.ts";

/**
 * A 404 is always the same to the byte, so that no one learns what exists; to a form it also has what was typed. A bug's
 * answer tells only the request's id. A route without a page gets one here.
 */
export const uniformFailures: MiddlewareFunction<Response> = async ({ context, request }, next) => {
  const response = await next();
  const { status } = response;
  if (status < 400) return response;
  const typed = isForData(request) ? [] : typedText(context.get(formContext)?.fields);
  if (status === 404) return documentFor(404, { typed });
  const { id: requestId, passingFailure } = context.get(requestContext);
  if (status >= 500 && passingFailure) return passingAnswer(request, passingFailure, typed);
  if (isForData(request)) return status >= 500 ? new Response(requestId, { status }) : response;
  if (status >= 500) return documentFor(status, { requestId, typed });
  const isBareData = response.headers.get("Content-Type")?.startsWith("application/json");
  return isBareData ? documentFor(status, { typed }) : response;
};

function passingAnswer(
  request: Request,
  { status, headers, overload }: PassingFailure,
  typed: readonly TypedText[],
): Response {
  if (!overload || !isForData(request))
    return documentFor(status, { overload, wasSent: request.method === "POST", headers, typed });
  const plain = { "Content-Type": "text/plain", "Cache-Control": "private, no-store", ...headers };
  return new Response(overloadAnswer(overload), { status, headers: plain });
}
