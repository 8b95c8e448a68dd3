import type { PlanLimits } from "#app/domain/plan/plans.ts";

/** Without the audit log in its plan, a workspace sees this many days of it. */
export const auditDaysOnEveryPlan = 7;

const dayMs = 86_400_000;

/**
 * From when on a workspace is shown its audit log, on the page and in exports; null: from the beginning. It is recorded
 * all the same, whatever the plan.
 */
export function auditShownFrom({ features }: Pick<PlanLimits, "features">, now: number): Date | null {
  return features.includes("audit") ? null : new Date(now - auditDaysOnEveryPlan * dayMs);
}
