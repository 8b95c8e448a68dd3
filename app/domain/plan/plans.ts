/** The numbers of each plan. Pure data: what a limit means is asked in one place, `app/domain/plan/limits.ts`. */

export const features = ["reports", "api", "sso", "audit", "customDomain", "ownHome"] as const;
export type Feature = (typeof features)[number];

/** What code asks for. The other features are promised and not built yet, and pages mark them as coming. */
const builtFeatures = ["audit"] as const satisfies readonly Feature[];
export type BuiltFeature = (typeof builtFeatures)[number];

export function isBuilt(feature: Feature): feature is BuiltFeature {
  return builtFeatures.some((built) => built === feature);
}

export interface PlanLimits {
  /** People with access, pending invitations included. `null`: no limit. */
  members: number | null;
  /** Projects that are not archived. `null`: no limit. */
  projects: number | null;
  /** Requests a minute for the whole tenant. */
  requestsPerMinute: number;
  features: readonly Feature[];
}

export const plans = {
  free: { members: 3, projects: 5, requestsPerMinute: 100, features: ["reports"] },
  starter: { members: 10, projects: 50, requestsPerMinute: 300, features: ["reports", "api"] },
  pro: {
    members: 100,
    projects: null,
    requestsPerMinute: 1_000,
    features: ["reports", "api", "sso", "audit"],
  },
  enterprise: { members: null, projects: null, requestsPerMinute: 10_000, features },
} as const satisfies Record<string, PlanLimits>;

export type PlanName = keyof typeof plans;
export const planNames = Object.keys(plans) as PlanName[];

/** The smallest plan that has a feature. */
export function smallestPlanWith(feature: BuiltFeature): PlanName | undefined {
  return planNames.find((name) => limitsOf(name).features.includes(feature));
}

/** What an operator may set for one tenant in place of its plan's numbers. An absent key leaves the plan's. */
export type PlanOverrides = Partial<PlanLimits>;

/** What people are told when more would go beyond the plan. */
export interface PlanLimitReached {
  limit: "projects" | "members";
  /** How many the plan allows. */
  allowed: number;
  /** For how many there is room: 0, unless several were wanted at once. */
  left: number;
  plan: PlanName;
}

/** The limits in force: the plan's, with the tenant's overrides on top. */
export function limitsOf(plan: PlanName, overrides: PlanOverrides = {}): PlanLimits {
  return { ...plans[plan], ...overrides };
}
