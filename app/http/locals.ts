import type { Response } from "express";
import type { Door, RequestFacts } from "#app/context.ts";

/** Set by the first step, so always there. */
export function factsOf(res: Response): RequestFacts {
  return res.locals.facts as RequestFacts;
}

/** Undefined if the request was answered before the door. */
export function doorOf(res: Response): Door | undefined {
  return res.locals.door as Door | undefined;
}
