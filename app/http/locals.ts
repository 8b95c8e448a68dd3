import type { Response } from "express";
import type { Door, RequestFacts } from "#app/context.ts";

/** What Express' steps hand on to each other and to the router. */

/** Set by the very first step, so always there. */
export function factsOf(res: Response): RequestFacts {
  return res.locals.facts as RequestFacts;
}

/** Undefined where the request was answered before the door. */
export function doorOf(res: Response): Door | undefined {
  return res.locals.door as Door | undefined;
}
