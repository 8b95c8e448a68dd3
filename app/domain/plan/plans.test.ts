import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sources } from "#tests/harness/sources.ts";
import { features, isBuilt, limitsOf, smallestPlanWith } from "./plans.ts";

test("an operator may override any single number or the features, and the rest is the plan's", () => {
  expect(limitsOf("free", { projects: 7, members: null })).toEqual({
    members: null,
    projects: 7,
    requestsPerMinute: 100,
    transactionsAtOnce: 3,
    statementSeconds: 5,
    features: ["reports"],
  });
});

test("a feature is on the smallest plan that has it", () => {
  expect(smallestPlanWith("audit")).toBe("pro");
});

test("a feature is called built if, and only if, code asks a plan for it", () => {
  const texts = sources("app").map((file) => readFileSync(file, "utf8"));
  const isAsked = (feature: string) => texts.some((text) => text.includes(`features.includes("${feature}")`));
  expect(features.filter(isBuilt)).toEqual(features.filter(isAsked));
});
