import fc from "fast-check";
import { expect, test } from "vitest";
import { safeRedirect } from "./safe-redirect.ts";

test.each([
  "/",
  "/acme",
  "/acme/projects?q=a%20b&status=active#top",
  "/new?slug=a//b",
  "/caf%C3%A9",
  "/100%25",
])("a path on this site is kept: %s", (path) => {
  expect(safeRedirect(path)).toBe(path);
});

test.each([
  "",
  "acme",
  "https://evil.test/",
  "javascript:alert(1)",
  "//evil.test",
  "///evil.test",
  "/\\evil.test",
  "\\/evil.test",
  "/\t/evil.test",
  "/\n/evil.test",
  "\t//evil.test",
  " //evil.test",
  "/%2Fevil.test",
  "/%252Fevil.test",
  "/%5Cevil.test",
  "/%09/evil.test",
  "/.//evil.test",
  "/a/..//evil.test",
  "/%2e%2f/evil.test",
  "/a\r\nSet-Cookie: a=b",
  "/a%0d%0aSet-Cookie:%20a=b",
  "/%",
  "/\ud800",
  `/${"a".repeat(3_000)}`,
])("a path that could lead elsewhere becomes the front page: %j", (path) => {
  expect(safeRedirect(path)).toBe("/");
});

test.each([undefined, null, 7, ["/acme"], { toString: () => "/acme" }])(
  "a value that is not text becomes the front page, too: %j",
  (value) => {
    expect(safeRedirect(value)).toBe("/");
  },
);

test("nothing ever leads to another site", () => {
  const piece = fc.constantFrom(
    "/",
    "\\",
    "%2f",
    "%5c",
    "%252f",
    ".",
    "..",
    "@",
    ":",
    "\t",
    "evil.test",
    "http:",
    "?",
    "#",
  );
  const tricky = fc.array(fc.oneof(piece, fc.string({ maxLength: 3 }))).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(
      fc.oneof(
        tricky,
        tricky.map((rest) => `/${rest}`),
        fc.string({ unit: "binary" }),
      ),
      (wanted) => {
        const path = safeRedirect(wanted);
        const url = new URL(path, "https://app.test");
        expect(url.origin).toBe("https://app.test");
        expect(path).toMatch(/^\/(?![/\\])[\x21-\x7e]*$/);
        expect(safeRedirect(path)).toBe(path);
      },
    ),
    { numRuns: 3_000 },
  );
});
