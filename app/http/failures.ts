import type { ErrorRequestHandler } from "express";
import type { App } from "#app/app.ts";
import { doorOf, factsOf } from "./locals.ts";
import { passingFailureOf } from "./passing-failure.ts";
import { sendRefusal } from "./refuse.ts";

/** For errors that no route answered for. The answer shows nothing of them. */
export function failures({ log }: Pick<App, "log">): ErrorRequestHandler {
  return function failures(error: unknown, req, res, _next) {
    const facts = factsOf(res);
    const door = doorOf(res);
    if (res.destroyed || res.closed) return;
    const fields = { requestId: facts.id, tenantId: door?.tenant?.id, userId: door?.user?.id, err: error };
    const passing = passingFailureOf(error, door?.tenant);
    if (passing) log.warn(fields, passing.event);
    else log.error(fields, "A request failed");
    if (res.headersSent) return void res.destroy();
    if (passing) sendRefusal(req, res, passing.status, { headers: passing.headers });
    else sendRefusal(req, res, 500);
  };
}
