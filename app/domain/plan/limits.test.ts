import { describe, expect, it } from "vitest";
import { overridesSchema } from "./limits.ts";
import { limitsOf } from "./plans.ts";

describe("what an operator may override for one tenant", () => {
  it("is any single number or the features, and leaves the rest to the plan", () => {
    const overrides = overridesSchema.parse({ projects: 7, members: null });
    expect(limitsOf("free", overrides)).toEqual({
      members: null,
      projects: 7,
      requestsPerMinute: 100,
      features: ["reports"],
    });
  });

  it.each([
    { seats: 3 },
    { projects: -1 },
    { projects: 2.5 },
    { members: "3" },
    { requestsPerMinute: 0 },
    { requestsPerMinute: null },
    { features: ["teleport"] },
  ])("is never %j", (overrides) => {
    expect(overridesSchema.safeParse(overrides).success).toBe(false);
  });
});
