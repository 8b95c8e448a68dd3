import { type PasswordProblem, passwordProblems } from "#app/domain/account/password-rules.ts";
import type { Refusal } from "#app/routes/answer.ts";

function refusalOf(problem: PasswordProblem): Refusal {
  return { errors: { password: [passwordProblems[problem]] } };
}

export const passwordRefusals: Record<PasswordProblem, Refusal> = {
  "password-too-long": refusalOf("password-too-long"),
  "password-not-text": refusalOf("password-not-text"),
  "password-too-short": refusalOf("password-too-short"),
  "password-common": refusalOf("password-common"),
  "password-personal": refusalOf("password-personal"),
};
