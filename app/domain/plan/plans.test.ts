import { expect, test } from "vitest";
import { isBuilt, limitsOf, smallestPlanWith } from "./plans.ts";

test("an operator may override any single number or the features, and the rest is the plan's", () => {
  expect(limitsOf("free", { projects: 7, members: null })).toEqual({
    members: null,
    projects: 7,
    requestsPerMinute: 100,
    features: ["reports"],
  });
});

test("a feature is on the smallest plan that has it", () => {
  expect(smallestPlanWith("audit")).toBe("pro");
});

test("what no code asks for is not called built", () => {
  expect(["audit", "reports", "sso"].map((feature) => isBuilt(feature as never))).toEqual([
    true,
    false,
    false,
  ]);
});
