import { describe, expect, it } from "vitest";
import { limitText } from "./limit-text.ts";

const tenant = { slug: "acme", name: "acme" };

describe("the text about a limit that was reached", () => {
  const reached = { limit: "projects", allowed: 5, left: 0, plan: "free" } as const;

  it("names the limit and asks members to turn to an owner", () => {
    expect(limitText(reached, { tenant, role: "member" })).toBe(
      "acme has reached its 5 projects on the free plan. Archive one, or ask an owner to upgrade.",
    );
  });

  it("shows an owner the way to a larger plan", () => {
    expect(limitText(reached, { tenant, role: "owner" })).toContain("or move to a larger plan");
  });

  it("counts one as one", () => {
    expect(
      limitText({ limit: "members", allowed: 1, left: 0, plan: "free" }, { tenant, role: "admin" }),
    ).toContain("its 1 member on");
  });

  it("says how much room is left, if several were wanted", () => {
    const seats = { limit: "members", allowed: 3, plan: "free" } as const;
    expect(limitText({ ...seats, left: 2 }, { tenant, role: "owner" })).toBe(
      "acme has room for 2 more of its 3 members on the free plan. Add fewer, remove someone or revoke an invitation, or move to a larger plan.",
    );
  });
});
