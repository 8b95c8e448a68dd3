import type { PlanName } from "./plans.ts";

/** A tenant asks for more at once than its share, or for too long a statement. `plan` is null outside tenants. */
export type Overload =
  | { limit: "transactions" | "slow"; atOnce: number; plan: PlanName | null; waitSeconds: number }
  | { limit: "statement"; seconds: number; plan: PlanName | null };
