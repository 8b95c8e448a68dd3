import { expect, test } from "vitest";
import { readTheme, themeCookie } from "./theme.ts";

test("the theme is read back from its own cookie, among others", () => {
  const [cookie] = themeCookie("dark").split(";");
  expect(readTheme(`mytheme=light; ${cookie}; other=1`)).toBe("dark");
});

test("no cookie, or one that names no theme, means the system's", () => {
  expect(readTheme(null)).toBe("system");
  expect(readTheme("theme=neon")).toBe("system");
  expect(readTheme("theme=__proto__")).toBe("system");
});
