import { expect, test } from "vitest";
import { cookieIn, securedCookie } from "./cookie.ts";

const http = { appUrl: "http://localhost:3000" };
const https = { appUrl: "https://app.example.com" };
const plain = "theme=dark; Path=/; SameSite=Lax";

test("with https a cookie is secure and prefixed, once", () => {
  const sent = "__Host-theme=dark; Path=/; SameSite=Lax; Secure";
  expect(securedCookie(plain, https)).toBe(sent);
  expect(securedCookie(sent, https)).toBe(sent);
  expect(securedCookie(plain, http)).toBe(plain);
});

test("with https only the prefixed cookie counts: another host may have set the other", () => {
  expect(cookieIn("theme=light; __Host-theme=dark", "theme", https)).toBe("dark");
  expect(cookieIn("theme=light", "theme", https)).toBeNull();
  expect(cookieIn("__Host-theme=dark; theme=light", "theme", http)).toBe("light");
});

test("a cookie is found by its whole name, and one without a value is none", () => {
  expect(cookieIn("mytheme=light; theme=dark; other=1", "theme", http)).toBe("dark");
  expect(cookieIn("theme= ;theme=dark;other", "theme", http)).toBe("dark");
  expect(cookieIn("other=theme=light; theme=dark ", "theme", http)).toBe("dark");
  expect(cookieIn("other=x theme=light;\t theme=dark", "theme", http)).toBe("dark");
  for (const header of [
    null,
    undefined,
    "",
    "theme",
    "theme=",
    "mytheme=dark",
    "other=theme=dark",
    "other=x theme=dark",
    ";;;",
  ])
    expect(cookieIn(header, "theme", http)).toBeNull();
});
