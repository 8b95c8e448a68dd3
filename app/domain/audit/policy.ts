import type { PlanLimits } from "#app/domain/plan/plans.ts";

export const auditDaysOnEveryPlan = 7;

const dayMs = 86_400_000;

/** Null: from the beginning. The log is recorded on every plan. */
export function auditShownFrom({ features }: Pick<PlanLimits, "features">, now: number): Date | null {
  return features.includes("audit") ? null : new Date(now - auditDaysOnEveryPlan * dayMs);
}
