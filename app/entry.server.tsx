import {
  type EntryContext,
  type HandleErrorFunction,
  isRouteErrorResponse,
  type RouterContextProvider,
} from "react-router";
import { appOf, doorContext, requestContext, turnOf } from "./context.ts";
import { countRefusal, passingFailureOf } from "./http/passing-failure.ts";
import { renderPage } from "./http/render.tsx";

export default async function handleRequest(
  request: Request,
  answered: number,
  headers: Headers,
  routerContext: EntryContext,
  context: RouterContextProvider,
): Promise<Response> {
  const status = statusOf(routerContext) ?? answered;
  headers.set("Content-Type", "text/html; charset=utf-8");
  if (request.method === "HEAD") return new Response(null, { status, headers });
  const facts = context.get(requestContext);
  await turnOf(context);
  facts.page = await renderPage(routerContext, request.url, facts.nonce);
  // router.ts sends the page as a string: through a web stream it would cost as much again.
  return new Response(null, { status, headers });
}

/** A loader's error decides. The router would keep the action's status: 400 for a form on a missing page. */
function statusOf({ staticHandlerContext: { errors } }: EntryContext): number | null {
  const [error] = Object.values(errors ?? {});
  if (error === undefined) return null;
  return isRouteErrorResponse(error) ? error.status : 500;
}

/** Gets every unexpected error of a loader or an action, once, and what the router itself refuses. */
export const handleError: HandleErrorFunction = (error, { context, request }) => {
  if (request.signal.aborted) return;
  const { log } = appOf(context);
  const facts = context.get(requestContext);
  const { tenant, user } = context.get(doorContext);
  const fields = { requestId: facts.id, tenantId: tenant?.id, userId: user?.id, err: error };
  facts.passingFailure = passingFailureOf(error, tenant);
  if (facts.passingFailure) {
    countRefusal(appOf(context), facts.passingFailure);
    log.warn(fields, facts.passingFailure.event);
  } else if (isRouteErrorResponse(error) && error.status < 500) {
    log.info({ ...fields, err: undefined, status: error.status }, "The router refused a request");
  } else {
    log.error(fields, "A route failed");
  }
};
