import { expect, test } from "vitest";
import { overridesAfter, type PlanChange } from "./overrides.ts";

const change = (given: Partial<PlanChange>): PlanChange => ({
  plan: "pro",
  features: {},
  clearOverrides: false,
  ...given,
});

test("a plain change of plan leaves no override", () => {
  expect(overridesAfter({ plan: "free", overrides: {} }, change({}))).toEqual({});
});

test("numbers that were overridden stay, until cleared or given back to the plan", () => {
  const before = { plan: "free", overrides: { members: 9, projects: null } } as const;
  expect(overridesAfter(before, change({}))).toEqual({ members: 9, projects: null });
  expect(overridesAfter(before, change({ members: "plan" }))).toEqual({ projects: null });
  expect(overridesAfter(before, change({ members: "none", clearOverrides: true }))).toEqual({
    members: null,
  });
});

test("a feature that was given stays given on another plan, with all that the new plan has", () => {
  const before = { plan: "free", overrides: { features: ["reports", "customDomain"] } } as const;
  expect(overridesAfter(before, change({}))).toEqual({
    features: ["reports", "api", "sso", "audit", "customDomain"],
  });
});

test("a feature that was taken away stays away, and one that a plan has needs no override", () => {
  const before = { plan: "starter", overrides: { features: ["api"] } } as const;
  expect(overridesAfter(before, change({})).features).toEqual(["api", "sso", "audit"]);
  expect(overridesAfter(before, change({ features: { reports: true } }))).toEqual({});
});
