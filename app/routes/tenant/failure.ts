import { isRouteErrorResponse } from "react-router";
import type { PlanLimitReached } from "#app/plans.ts";
import type { Role } from "#app/policies/permissions.ts";
import { errorText, type Reason, reasonIn } from "#app/ui/error-text.ts";

interface Frame {
  tenant: { slug: string; name: string };
  role: Role;
}

/** What the error page says of an error thrown in a tenant's page; nothing of what went wrong inside. */
export function failureOf(error: unknown, frame: Frame | undefined) {
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const reason = isRouteErrorResponse(error) ? reasonIn(error.data) : undefined;
  return { status, ...errorText(status, reason), onward: frame && onwardFrom(frame, reason) };
}

function onwardFrom({ tenant, role }: Frame, reason: Reason | undefined) {
  if (reason !== "suspended") return { href: `/${tenant.slug}`, label: `Go to ${tenant.name}` };
  // Every page of a suspended workspace leads back here, but one.
  return role === "owner" ? { href: `/${tenant.slug}/billing`, label: "Go to billing" } : undefined;
}

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
