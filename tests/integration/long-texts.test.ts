import { beforeEach, expect, type MockInstance, test, vi } from "vitest";
import { goodPassword, newestMail, signUp } from "#tests/factories/accounts.ts";
import { useApp } from "#tests/harness/app.ts";
import type { Visitor } from "#tests/harness/visitor.ts";

const app = useApp();

/** As much as fits, of what costs most to normalize. */
const marks = "\u0301".repeat(7_500);

let normalize: MockInstance<typeof String.prototype.normalize>;
beforeEach(() => {
  normalize = vi.spyOn(String.prototype, "normalize");
});

/** The longest text that was normalized is at most what 200 characters take. */
function expectNoLongText() {
  const lengths = normalize.mock.contexts.map((text) => String(text).length);
  expect(Math.max(0, ...lengths)).toBeLessThanOrEqual(400);
}

/** In parts, because percent-encoding would make the body too large. */
function post(visitor: Visitor, path: string, fields: Record<string, string>) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return visitor.request("POST", path, { body });
}

test("a password of any length is a wrong one, with an account and without", async () => {
  await signUp(app, { email: "known@example.test" });
  for (const password of [marks, `${goodPassword}${marks}`, goodPassword.padEnd(201)]) {
    for (const email of ["known@example.test", "unknown@example.test"]) {
      const answer = await post(app.visitor(), "/login", { email, password });
      expect(answer.status).toBe(400);
      expect(answer.text).toContain("The email address or the password is wrong.");
    }
  }
  expectNoLongText();
});

test("a new password is refused by its length alone", async () => {
  const email = "new@example.test";
  const person = await signUp(app, { email });
  await app.visitor().post("/forgot-password", { email });
  const { path } = await newestMail(app, email);
  const answers = [
    await post(app.visitor(), "/signup", { name: "Ada", email: "other@example.test", password: marks }),
    await post(app.visitor(), path, { password: marks }),
    await post(person, "/account/password", { currentPassword: goodPassword, password: marks }),
  ];
  for (const { status, text } of answers) {
    expect(status).toBe(400);
    expect(text).toContain("Use at most 200 characters.");
  }
  expectNoLongText();
});

test("a current password of any length is a wrong one", async () => {
  const person = await signUp(app, { email: "current@example.test" });
  const forms: [path: string, fields: Record<string, string>][] = [
    ["/account/password", { password: "quiet stone garden" }],
    ["/account/email", { email: "elsewhere@example.test" }],
  ];
  for (const [path, fields] of forms) {
    const answer = await post(person, path, { ...fields, currentPassword: marks });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain("This is not your current password.");
  }
  expectNoLongText();
});

test("the name of a workspace is refused by its length before a slug is proposed for it", async () => {
  const person = await signUp(app, { email: "founder@example.test" });
  const answer = await post(person, "/new", { name: marks, slug: "" });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain("Keep the name to 100 characters or fewer.");
  expectNoLongText();
});
