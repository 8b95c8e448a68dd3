import { expect, test } from "vitest";
import { forgottenSessionCookie, sessionCookie, sessionTokenFrom } from "./session-cookie.ts";

const token = "t".repeat(43);
const http = { appUrl: "http://localhost:3000" };
const https = { appUrl: "https://app.example.com" };

test("no script reads the cookie, no other site sends it with a form, and it is removed as it was set", () => {
  expect(sessionCookie(token, http)).toBe(
    `rowhouse=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000`,
  );
  expect(forgottenSessionCookie(http)).toBe("rowhouse=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
});

test("with https only secure connections carry the cookie, and no subdomain can set it", () => {
  expect(sessionCookie(token, https)).toBe(
    `__Host-rowhouse=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000; Secure`,
  );
  expect(sessionTokenFrom(`rowhouse=${token}`, https)).toBeNull();
  expect(sessionTokenFrom(`__Host-rowhouse=${token}`, https)).toBe(token);
});

test("the cookie is found among others, and only in the form of a token", () => {
  expect(sessionTokenFrom(`theme=dark; rowhouse=${token}; flash=x`, http)).toBe(token);
  for (const header of [undefined, "", "rowhouse", "rowhouse=", `rowhouse=${token}t`, `xrowhouse=${token}`]) {
    expect(sessionTokenFrom(header, http)).toBeNull();
  }
});
