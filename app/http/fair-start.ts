import type { RequestHandler } from "express";
import { FairStarts } from "#app/base/fair-starts.ts";
import { factsOf } from "./locals.ts";

/** Whose request waits for its start, and is gone meanwhile, causes no work. */
export function fairStart(): RequestHandler {
  const starts = new FairStarts();
  return function fairStart(_req, res, next) {
    const facts = factsOf(res);
    if (!starts.begin(facts, next)) res.once("close", () => starts.leave(facts, next));
  };
}
