import { expect } from "vitest";
import type { TestApp } from "#tests/harness/app.ts";
import type { Visitor } from "#tests/harness/visitor.ts";
import { mailsWhere } from "./mails.ts";

export const goodPassword = "owl lamp river";

export async function signUp(
  app: TestApp,
  { email, name = "Ada Byron", password = goodPassword }: { email: string; name?: string; password?: string },
): Promise<Visitor> {
  const person = app.visitor();
  const answer = await person.post("/signup", { name, email, password });
  expect([answer.status, answer.location]).toEqual([302, "/"]);
  return person;
}

export async function newestMail(
  app: Pick<TestApp, "db">,
  to: string,
): Promise<{ subject: string; path: string }> {
  const [mail] = await mailsWhere(app.db.admin, "to_email = $1", to);
  const path = /https?:\/\/[^/\s]+(\/\S*)/.exec(mail?.body ?? "")?.[1] ?? "";
  return { subject: mail?.subject ?? "", path };
}
