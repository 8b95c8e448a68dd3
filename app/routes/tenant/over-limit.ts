import { planLimitHits } from "#app/base/metrics.ts";
import type { TenantDoor } from "#app/context.ts";
import type { PlanLimitReached } from "#app/domain/plan/plans.ts";
import { limitText } from "./failure.ts";

/** Counts that a plan's limit held somebody up, and gives the words to tell them. */
export function overLimit(reached: PlanLimitReached, door: TenantDoor): string {
  planLimitHits.inc({ limit: reached.limit, plan: reached.plan });
  return limitText(reached, door);
}
