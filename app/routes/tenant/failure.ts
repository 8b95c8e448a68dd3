import { isRouteErrorResponse } from "react-router";
import type { Role } from "#app/domain/membership/permissions.ts";
import { closureText } from "#app/ui/closure-text.tsx";
import {
  closedIn,
  errorText,
  homeOf,
  overloadIn,
  overloadText,
  passes,
  reasonIn,
} from "#app/ui/error-text.ts";
import { UnreachableError } from "#app/ui/form-failure.ts";

interface Frame {
  tenant: { slug: string; name: string };
  role: Role;
}

/** Tells nothing from inside. The error page stands alone if the frame's links would lead nowhere. */
export function failureOf(error: unknown, frame?: Frame) {
  if (error instanceof UnreachableError)
    return { status: 0, ...errorText(0), onward: undefined, requestId: undefined, standsAlone: false };
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const answer: unknown = isRouteErrorResponse(error) ? error.data : undefined;
  const closed = closedIn(answer);
  // Every page of a closed workspace leads back here, except those that the server names.
  if (closed) return { status, ...closureText(closed.closure), onward: closed.onward, standsAlone: true };
  const overload = overloadIn(answer);
  if (overload) return { status, ...overloadText(overload), onward: undefined, standsAlone: false };
  const onward = frame && !leadsElsewhere(status) ? homeOf(frame.tenant) : undefined;
  const requestId = status >= 500 ? requestIdIn(answer) : undefined;
  return { status, ...errorText(status, reasonIn(answer)), onward, requestId, standsAlone: status === 404 };
}

/** A failed data request is answered with its id alone. */
function requestIdIn(answer: unknown): string | undefined {
  return typeof answer === "string" && /^[\w.-]{8,128}$/.test(answer) ? answer : undefined;
}

/** For a removed user, the whole workspace may be the 404; what passes is best tried again. */
const leadsElsewhere = (status: number) => status === 404 || passes(status);
