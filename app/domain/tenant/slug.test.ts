import { describe, expect, it } from "vitest";
import { isSlug, slugFromName } from "./slug.ts";

describe("the slug proposed for a name", () => {
  it.each([
    ["Acme", "acme"],
    ["Acme & Sons, Ltd.", "acme-sons-ltd"],
    ["  Crème brûlée  ", "creme-brulee"],
    ["O'Brien’s", "obriens"],
    ["日本", ""],
    ["--", ""],
  ])("of %j is %j", (name, slug) => {
    expect(slugFromName(name)).toBe(slug);
  });

  it("is short enough, and ends on a letter or digit even where it was cut", () => {
    const slug = slugFromName(`${"a".repeat(39)} tail`);
    expect(slug).toBe("a".repeat(39));
    expect(isSlug(slug)).toBe(true);
  });
});
