import {
  type DataStrategyResult,
  data,
  isRouteErrorResponse,
  type MiddlewareFunction,
  redirect,
} from "react-router";
import { formFailure, notReached, UnreachableError } from "#app/ui/form-failure.ts";
import { isShown, shownPage } from "#app/ui/shown-page.ts";
import { toast } from "#app/ui/toast-store.ts";

type Results = Record<string, DataStrategyResult>;

/**
 * In the browser. What fails leaves the page as it is: a form gets an answer that says why, and a page is not left
 * for one that can't be reached.
 */
export const keepPage: MiddlewareFunction<Results> = async ({ request }, next) => {
  const results = await next();
  if (request.signal.aborted) return results;
  return request.method === "GET" ? stayed(request.url, results) : answered(results);
};

function answered(results: Results): Results {
  const entries = Object.entries(results).map(([routeId, { type, result }]): [string, DataStrategyResult] => {
    if (result instanceof Response) return [routeId, { type, result: inPlace(result) }];
    if (type === "data") return [routeId, { type, result }];
    const { status, ...answer } = formFailure(result);
    return [routeId, { type: "data", result: data(answer, { status }) }];
  });
  return Object.fromEntries(entries);
}

/** A form that leads back to its own page is no step for the Back button. */
function inPlace(response: Response): Response {
  if (isShown(response.headers.get("Location") ?? "")) response.headers.set("X-Remix-Replace", "yes");
  return response;
}

function stayed(url: string, results: Results): Results {
  const failures = Object.values(results).filter(
    ({ type, result }) => type === "error" && !(result instanceof Response),
  );
  const isRead = isShown(url);
  // After Back and Forward the address is the next page's already.
  const hasLeft = !isShown(location.href);
  const isKept = isRead ? mayBeKept : isUnreachable;
  if (failures.length === 0) return results;
  if (hasLeft || !failures.every(({ result }) => isKept(result))) return shownAsErrors(results);
  if (!isReturning) toast({ kind: "error", message: isRead ? outOfDate : notReached });
  isReturning = !isRead;
  // The router keeps what it has, if it gets nothing.
  if (isRead) return {};
  throw redirect(shownPage(), { headers: { "X-Remix-Replace": "yes" } });
}

/** The router would show a failed request as a bug of ours. */
function shownAsErrors(results: Results): Results {
  const entries = Object.entries(results).map(([routeId, { type, result }]): [string, DataStrategyResult] => {
    const isUnanswered = type === "error" && !(result instanceof Response) && !isRouteErrorResponse(result);
    return [routeId, { type, result: isUnanswered ? new UnreachableError() : result }];
  });
  return Object.fromEntries(entries);
}

/** The page that was not left is read again. */
let isReturning = false;

const outOfDate = "This page couldn't be read again: it may be out of date.";

/** No answer, or one from what stands between this browser and the server. */
function isUnreachable(error: unknown): boolean {
  return !isRouteErrorResponse(error) || error.status === 502;
}

/** The page that is shown is no worse for it. */
function mayBeKept(error: unknown): boolean {
  return (
    isUnreachable(error) || (isRouteErrorResponse(error) && (error.status >= 500 || error.status === 429))
  );
}
