import { expect, test } from "vitest";
import { limitsOf, planNames } from "#app/domain/plan/plans.ts";
import { auditShownFrom } from "./policy.ts";

const now = Date.parse("2026-11-21T12:00:00Z");
const shownOn = (plan: (typeof planNames)[number]) =>
  auditShownFrom(limitsOf(plan), now)?.toISOString() ?? "everything";

test("plans without the audit log see its last seven days, the others all of it", () => {
  expect(Object.fromEntries(planNames.map((plan) => [plan, shownOn(plan)]))).toEqual({
    free: "2026-11-14T12:00:00.000Z",
    starter: "2026-11-14T12:00:00.000Z",
    pro: "everything",
    enterprise: "everything",
  });
});

test("an operator can give it to one workspace, and take it away", () => {
  expect(auditShownFrom(limitsOf("free", { features: ["audit"] }), now)).toBeNull();
  expect(auditShownFrom(limitsOf("pro", { features: [] }), now)).not.toBeNull();
});
