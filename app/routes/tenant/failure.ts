import { isRouteErrorResponse } from "react-router";
import type { Role } from "#app/domain/membership/permissions.ts";
import type { PlanLimitReached } from "#app/domain/plan/plans.ts";
import { closureText } from "#app/ui/closure-text.tsx";
import { closedIn, errorText, homeOf, passes, reasonIn } from "#app/ui/error-text.ts";

interface Frame {
  tenant: { slug: string; name: string };
  role: Role;
}

/**
 * What the error page says of an error thrown in a page; nothing of what went wrong inside. It stands alone where the frame
 * leads nowhere: the tenant is closed, or the user may not belong to it any more.
 */
export function failureOf(error: unknown, frame?: Frame) {
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const answer: unknown = isRouteErrorResponse(error) ? error.data : undefined;
  const closed = closedIn(answer);
  // Every page of a closed workspace leads back here, but those the server names.
  if (closed) return { status, ...closureText(closed.closure), onward: closed.onward, standsAlone: true };
  const onward = frame && !leadsElsewhere(status) ? homeOf(frame.tenant) : undefined;
  const requestId = status >= 500 ? requestIdIn(answer) : undefined;
  return { status, ...errorText(status, reasonIn(answer)), onward, requestId, standsAlone: status === 404 };
}

/** A data request that failed is answered with nothing but its id. */
function requestIdIn(answer: unknown): string | undefined {
  return typeof answer === "string" && /^[\w.-]{8,128}$/.test(answer) ? answer : undefined;
}

/** For a user who was removed, what isn't found may be the whole workspace; what passes is best tried again. */
const leadsElsewhere = (status: number) => status === 404 || passes(status);

const makeRoom: Record<PlanLimitReached["limit"], string> = {
  projects: "archive one",
  members: "remove someone or revoke an invitation",
};

/** Which limit was reached, and the ways up. */
export function limitText({ limit, allowed, left, plan }: PlanLimitReached, { tenant, role }: Frame): string {
  const things = allowed === 1 ? limit.slice(0, -1) : limit;
  const upgrade = role === "owner" ? "or move to a larger plan" : "or ask an owner to upgrade";
  const ofPlan = `its ${allowed} ${things} on the ${plan} plan`;
  if (left > 0)
    return `${tenant.name} has room for ${left} more of ${ofPlan}. Add fewer, ${makeRoom[limit]}, ${upgrade}.`;
  return `${tenant.name} has reached ${ofPlan}. ${sentence(makeRoom[limit])}, ${upgrade}.`;
}

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
