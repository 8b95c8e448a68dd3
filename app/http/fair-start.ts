import type { RequestHandler } from "express";
import { FairStarts } from "#app/base/fair-starts.ts";
import { factsOf } from "./locals.ts";

export function fairStart(): RequestHandler {
  const starts = new FairStarts();
  return function fairStart(_req, res, next) {
    const facts = factsOf(res);
    starts.begin(facts, next);
    res.once("close", () => starts.leave(facts, next));
  };
}
