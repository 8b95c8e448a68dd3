import type { ErrorRequestHandler } from "express";
import type { App } from "#app/app.ts";
import { isUnavailable } from "#db/unavailable.ts";
import { doorOf, factsOf } from "./locals.ts";
import { sendRefusal } from "./refuse.ts";

/** For errors that no route answered for. The answer shows nothing of them. */
export function failures({ log }: Pick<App, "log">): ErrorRequestHandler {
  return function failures(error: unknown, req, res, _next) {
    const facts = factsOf(res);
    const door = doorOf(res);
    if (res.destroyed || res.closed) return;
    const fields = { requestId: facts.id, tenantId: door?.tenant?.id, userId: door?.user?.id, err: error };
    if (isUnavailable(error)) log.warn(fields, "The database was not available");
    else log.error(fields, "A request failed");
    if (res.headersSent) return void res.destroy();
    if (isUnavailable(error)) sendRefusal(req, res, 503, { headers: { "Retry-After": "2" } });
    else sendRefusal(req, res, 500);
  };
}
