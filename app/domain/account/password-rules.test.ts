import fc from "fast-check";
import { expect, test } from "vitest";
import { passwordProblem, passwordProblems } from "./password-rules.ts";

const ada = { email: "ada.byron@lovelace.example", name: "Ada Byron" };
const problem = (password: string) => {
  const found = passwordProblem(password, ada);
  return found && passwordProblems[found];
};

test.each([
  "correct horse battery staple",
  "a-long-password-1",
  "test-password-123",
  "owl lamp river",
  "Tr0ub4dor&3x",
  "\u{1f980}\u{1f980}\u{1f40c}\u{1f41f}\u{1f41a}\u{1f988}\u{1f30a}\u{1f3d6}\u{1f42c}\u{1f433}",
  "пароль из трёх слов",
  "x7Kq2mPz9w",
  "ada and the engine",
])("%s is accepted", (password) => {
  expect(problem(password)).toBeNull();
});

test("a password has 10 to 200 characters, counted as people count them", () => {
  expect(problem("x7Kq2mPz9")).toMatch(/at least 10/);
  expect(problem("\u{1f980}\u{1f40c}\u{1f41f}\u{1f41a}\u{1f988}")).toMatch(/at least 10/);
  expect(problem("owl lamp! ".repeat(20))).toBeNull();
  expect(problem("\u{1f980} owl lamp".repeat(20))).toBeNull();
  expect(problem(`${"owl lamp! ".repeat(20)}x`)).toMatch(/at most 200/);
});

test.each([
  "password12",
  "Password123!",
  "P@ssw0rd2024",
  "passwordpassword",
  "12345password",
  "iloveyou2010",
  "ILOVEYOU!!!!",
  "letmein1234",
  "welcome2024!",
  "administrator",
  "qwertyuiop",
  "qwerty12345",
  "1q2w3e4r5t",
  "zaq12wsxcde3",
  "1234567890",
  "0987654321",
  "12345678901234567890",
  "aaaaaaaaaa",
  "1212121212",
  "abcabcabcabc",
  "abcdefghijkl",
  "asdfghjkl;'",
  "0000000000",
  "footba11!!!!",
  "trustno1trustno1",
  "michael1985",
  "monkeymonkey",
])("%s is among the first to be tried", (password) => {
  expect(problem(password)).toMatch(/tried first/);
});

test.each(["ada.byron@lovelace.example", "adabyron1815", "Lovelace!1", "byron-byron", "AdaByron!!"])(
  "%s is easy to guess for people who know Ada",
  (password) => {
    expect(problem(password)).toMatch(/name or address/);
  },
);

test("a password that can't be stored is refused", () => {
  expect(problem("owl lamp\0river")).toMatch(/can't be stored/);
  expect(problem("owl lamp \ud800 river")).toMatch(/can't be stored/);
});

test("random passwords are accepted, and nothing makes the rules fail", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 250 }), fc.string(), (password, name) => {
      passwordProblem(password, { email: ada.email, name });
    }),
  );
  const letters = fc.constantFrom(..."bdfhkmqvwxz29!?");
  fc.assert(
    fc.property(fc.array(letters, { minLength: 16, maxLength: 40 }), (characters) => {
      fc.pre(new Set(characters).size > 6);
      expect(problem(characters.join(""))).toBeNull();
    }),
  );
});
