import { expect, test } from "vitest";
import { readTheme, themeCookie } from "./theme.ts";

const site = { appUrl: "http://localhost:3000" };

test("the theme is read back from its own cookie, among others", () => {
  const [cookie] = themeCookie("dark").split(";");
  expect(readTheme(`mytheme=light; ${cookie}; other=1`, site)).toBe("dark");
});

test("no cookie, or one that names no theme, means the system's", () => {
  expect(readTheme(null, site)).toBe("system");
  expect(readTheme("theme=neon", site)).toBe("system");
  expect(readTheme("theme=__proto__", site)).toBe("system");
});
