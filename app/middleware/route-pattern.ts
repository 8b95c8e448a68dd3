import type { MiddlewareFunction } from "react-router";
import { requestContext } from "#app/context.ts";

/** Before anything can refuse, so that log and metrics name the route. */
export const routePattern: MiddlewareFunction<Response> = ({ context, pattern }) => {
  if (pattern !== "*" && pattern !== "/*") {
    context.get(requestContext).pattern = pattern.startsWith("/") ? pattern : `/${pattern}`;
  }
};
