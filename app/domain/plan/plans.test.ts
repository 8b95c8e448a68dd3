import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { features, isBuilt, limitsOf, smallestPlanWith } from "./plans.ts";

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

test("a feature is called built if, and only if, code asks a plan for it", () => {
  const sources = readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".test.ts"))
    .map((file) => readFileSync(join("app", file), "utf8"));
  const isAsked = (feature: string) =>
    sources.some((text) => text.includes(`features.includes("${feature}")`));
  expect(features.filter(isBuilt)).toEqual(features.filter(isAsked));
});
