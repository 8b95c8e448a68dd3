import {
  type Feature,
  features,
  limitsOf,
  type PlanLimits,
  type PlanName,
  type PlanOverrides,
  plans,
} from "./plans.ts";

type NumberName = Exclude<keyof PlanLimits, "features">;

/** `none`: no limit. `plan`: the plan's number again. */
export type NumberChange = number | "none" | "plan";

export interface PlanChange {
  plan: PlanName;
  members?: NumberChange;
  projects?: NumberChange;
  requestsPerMinute?: number | "plan";
  transactionsAtOnce?: number | "plan";
  statementSeconds?: number | "plan";
  /** `true` gives a feature, `false` takes it away, whatever the plan says. */
  features: Partial<Record<Feature, boolean>>;
  clearOverrides: boolean;
}

/** Earlier overrides hold on the new plan too. Features that equal the plan's are no override. */
export function overridesAfter(
  before: { plan: PlanName; overrides: PlanOverrides },
  change: PlanChange,
): PlanOverrides {
  const kept = change.clearOverrides ? {} : before.overrides;
  const { members, projects, requestsPerMinute, transactionsAtOnce, statementSeconds } = change;
  const numbers: Record<NumberName, NumberChange | undefined> = {
    members,
    projects,
    requestsPerMinute,
    transactionsAtOnce,
    statementSeconds,
  };
  const names = Object.keys(numbers) as NumberName[];
  const after: PlanOverrides = Object.assign(
    {},
    ...names.map((name) => numberAfter(name, kept[name], numbers[name])),
  );
  const wanted = featuresAfter({ plan: before.plan, overrides: kept }, change);
  const ofPlan: readonly Feature[] = plans[change.plan].features;
  const differs = wanted.length !== ofPlan.length || wanted.some((feature) => !ofPlan.includes(feature));
  return differs ? { ...after, features: wanted } : after;
}

function numberAfter(
  name: NumberName,
  kept: number | null | undefined,
  change: NumberChange | undefined,
): PlanOverrides {
  if (change === "plan") return {};
  const value = change === undefined ? kept : change === "none" ? null : change;
  return value === undefined ? {} : { [name]: value };
}

function featuresAfter(before: { plan: PlanName; overrides: PlanOverrides }, change: PlanChange): Feature[] {
  const inForce = limitsOf(before.plan, before.overrides).features;
  const ofOld: readonly Feature[] = plans[before.plan].features;
  const ofNew: readonly Feature[] = plans[change.plan].features;
  return features.filter((feature) => {
    const asked = change.features[feature];
    if (asked !== undefined) return asked;
    const wasOverridden = inForce.includes(feature) !== ofOld.includes(feature);
    return (wasOverridden ? inForce : ofNew).includes(feature);
  });
}
