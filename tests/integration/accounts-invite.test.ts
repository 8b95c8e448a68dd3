import { expect, test } from "vitest";
import { goodPassword } from "#tests/factories/accounts.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp({ SIGNUP: "invite" });

test("where accounts are by invitation, signing up makes the first account alone, also with 10 at once", async () => {
  expect((await app.visitor().get("/signup")).text).toContain("You are the first one here");
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, number) =>
      app
        .visitor()
        .post("/signup", { name: "Ada", email: `ada-${number}@example.test`, password: goodPassword }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([302, ...Array(9).fill(403)]);
  const { rows } = await app.db.admin.query("select is_operator from control.users");
  expect(rows).toEqual([{ is_operator: true }]);
  const page = await app.visitor().get("/signup");
  expect([page.status, page.text.includes("by invitation"), page.text.includes("<form")]).toEqual([
    200,
    true,
    false,
  ]);
});
