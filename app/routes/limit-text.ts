import type { Role } from "#app/domain/membership/permissions.ts";
import type { PlanLimitReached } from "#app/domain/plan/plans.ts";

interface Reader {
  tenant: { name: string };
  role: Role;
}

const makeRoom: Record<PlanLimitReached["limit"], string> = {
  projects: "archive one",
  members: "remove someone or revoke an invitation",
};

export function limitText(
  { limit, allowed, left, plan }: PlanLimitReached,
  { tenant, role }: Reader,
): string {
  const things = allowed === 1 ? limit.slice(0, -1) : limit;
  const upgrade = role === "owner" ? "or move to a larger plan" : "or ask an owner to upgrade";
  const ofPlan = `its ${allowed} ${things} on the ${plan} plan`;
  if (left > 0)
    return `${tenant.name} has room for ${left} more of ${ofPlan}. Add fewer, ${makeRoom[limit]}, ${upgrade}.`;
  return `${tenant.name} has reached ${ofPlan}. ${sentence(makeRoom[limit])}, ${upgrade}.`;
}

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
