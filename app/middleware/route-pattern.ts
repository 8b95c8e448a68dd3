import type { MiddlewareFunction } from "react-router";
import { requestContext } from "#app/context.ts";

/** Tells log and metrics which route answered, by its pattern: only the router knows. Runs before anything can refuse. */
export const routePattern: MiddlewareFunction<Response> = ({ context, pattern }) => {
  // What nothing else matches stays unnamed.
  if (pattern !== "*" && pattern !== "/*") {
    context.get(requestContext).pattern = pattern.startsWith("/") ? pattern : `/${pattern}`;
  }
};
