import { isRouteErrorResponse } from "react-router";
import type { PlanLimitReached } from "#app/plans.ts";
import type { Role } from "#app/policies/permissions.ts";
import { errorText, reasonIn } from "#app/ui/error-text.ts";

interface Frame {
  tenant: { slug: string; name: string };
  role: Role;
}

/** What the error page says of an error thrown in a tenant's page; nothing of what went wrong inside. */
export function failureOf(error: unknown, frame: Frame | undefined) {
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const text = errorText(status, isRouteErrorResponse(error) ? reasonIn(error.data) : undefined);
  const onward = frame && { href: `/${frame.tenant.slug}`, label: `Go to ${frame.tenant.name}` };
  return { status, onward, ...text };
}

const makeRoom: Record<PlanLimitReached["limit"], string> = {
  projects: "Archive one",
  members: "Remove someone",
};

/** Which limit was reached, and the ways up. */
export function limitText({ limit, allowed, plan }: PlanLimitReached, { tenant, role }: Frame): string {
  const things = allowed === 1 ? limit.slice(0, -1) : limit;
  const upgrade = role === "owner" ? "or move to a larger plan" : "or ask an owner to upgrade";
  return `${tenant.name} has reached its ${allowed} ${things} on the ${plan} plan. ${makeRoom[limit]}, ${upgrade}.`;
}
