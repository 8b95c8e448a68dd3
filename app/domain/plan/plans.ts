/** Pure data: what a limit means is asked in one place, `app/domain/plan/limits.ts`. */

export const features = ["reports", "api", "sso", "audit", "customDomain", "ownHome"] as const;
export type Feature = (typeof features)[number];

/** What code asks for. The other features are not built yet, and pages mark them as coming. */
const builtFeatures = ["audit"] as const satisfies readonly Feature[];
export type BuiltFeature = (typeof builtFeatures)[number];

export function isBuilt(feature: Feature): feature is BuiltFeature {
  return builtFeatures.some((built) => built === feature);
}

export interface PlanLimits {
  /** Open invitations included. `null`: no limit. */
  members: number | null;
  /** Archived ones don't count. `null`: no limit. */
  projects: number | null;
  requestsPerMinute: number;
  /** Transactions of the tenant in one process at the same time; the rest wait (db/share.ts). */
  transactionsAtOnce: number;
  /** How long one statement may take. More than the pool's lock_timeout (db/database.ts). */
  statementSeconds: number;
  features: readonly Feature[];
}

export const plans = {
  free: {
    members: 3,
    projects: 5,
    requestsPerMinute: 100,
    transactionsAtOnce: 3,
    statementSeconds: 5,
    features: ["reports"],
  },
  starter: {
    members: 10,
    projects: 50,
    requestsPerMinute: 300,
    transactionsAtOnce: 3,
    statementSeconds: 5,
    features: ["reports", "api"],
  },
  pro: {
    members: 100,
    projects: null,
    requestsPerMinute: 1_000,
    transactionsAtOnce: 4,
    statementSeconds: 10,
    features: ["reports", "api", "sso", "audit"],
  },
  enterprise: {
    members: null,
    projects: null,
    requestsPerMinute: 10_000,
    transactionsAtOnce: 4,
    statementSeconds: 30,
    features,
  },
} as const satisfies Record<string, PlanLimits>;

/** How many tenants on the free plan a user may own. */
export const freeTenantsOfOwner = 10;

export type PlanName = keyof typeof plans;
export const planNames = Object.keys(plans) as PlanName[];

export function smallestPlanWith(feature: BuiltFeature): PlanName | undefined {
  return planNames.find((name) => limitsOf(name).features.includes(feature));
}

/** An absent key leaves the plan's value. */
export type PlanOverrides = Partial<PlanLimits>;

export interface PlanLimitReached {
  limit: "projects" | "members";
  allowed: number;
  /** 0, unless several were wanted at once. */
  left: number;
  plan: PlanName;
}

export function limitsOf(plan: PlanName, overrides: PlanOverrides = {}): PlanLimits {
  return { ...plans[plan], ...overrides };
}
