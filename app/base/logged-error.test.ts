import { expect, test } from "vitest";
import { loggedError } from "./logged-error.ts";

test("the log of a database error holds nothing that people wrote", () => {
  const error = Object.assign(new Error("insert into users values ('ada@example.test') - duplicate key"), {
    code: "23505",
    constraint: "users_email_key",
    detail: "Key (email)=(ada@example.test) already exists.",
  });
  const logged = loggedError(new Error("It failed", { cause: error }));
  expect(JSON.stringify(logged)).not.toContain("ada@");
  expect(logged.cause?.message).toBe("SQLSTATE 23505 (users_email_key)");
});

test("an error of ours is logged with its message and where it was thrown", () => {
  const logged = loggedError(new TypeError("No such thing"));
  expect(logged).toMatchObject({ type: "TypeError", message: "No such thing" });
  expect(logged.stack).toContain("logged-error.test.ts");
});
