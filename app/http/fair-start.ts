import type { RequestHandler } from "express";
import { FairStarts } from "#app/base/fair-starts.ts";
import { factsOf } from "./locals.ts";

export function fairStart(): RequestHandler {
  const starts = new FairStarts();
  return function fairStart(_req, res, next) {
    const facts = factsOf(res);
    const start = () => {
      if (!facts.signal.aborted) next();
    };
    starts.begin(facts, start);
    res.once("close", () => starts.leave(facts, start));
  };
}
