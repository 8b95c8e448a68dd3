import type { ErrorRequestHandler } from "express";
import type { App } from "#app/app.ts";
import type { Logger } from "#app/base/log.ts";
import type { RequestFacts } from "#app/context.ts";
import { isLogDamaged } from "#app/domain/audit/chain.ts";
import { isNotEntered } from "#db/transaction.ts";
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
    noteFailure({ log, facts, fields }, error);
    if (res.headersSent) return void res.destroy();
    if (facts.unavailable) sendRefusal(req, res, 503, { headers: { "Retry-After": "2" } });
    else sendRefusal(req, res, statusOf(facts));
  };
}

function statusOf({ notEntered, logDamaged }: RequestFacts): number {
  if (notEntered) return 404;
  return logDamaged ? 423 : 500;
}

interface Noted {
  log: Logger;
  facts: RequestFacts;
  fields: object;
}

/** Logs an error that nothing answered for; `facts` then say what the answer is about. */
export function noteFailure({ log, facts, fields }: Noted, error: unknown): void {
  if (isUnavailable(error)) {
    facts.unavailable = true;
    log.warn(fields, "The database was not available");
  } else if (isNotEntered(error)) {
    facts.notEntered = true;
    log.info({ ...fields, err: undefined }, "The user had left the tenant when its data was asked for");
  } else if (isLogDamaged(error)) {
    facts.logDamaged = true;
    log.error(fields, "A change was refused: the tenant's audit log is damaged (rowhouse audit verify)");
  } else {
    log.error(fields, "A request failed");
  }
}
