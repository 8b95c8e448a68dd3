import type { Refusal } from "#app/domain/membership/membership.ts";
import { forbidden, notFound } from "#app/routes/answers.ts";
import { refuse } from "#app/routes/form.ts";

/**
 * The answer to a change of people that was not made. Only the last owner is told in the form, which leads on from there.
 * @throws the 404, or the 403
 */
export function refusedChange(outcome: Refusal, given = new FormData()) {
  if (outcome === "last-owner") return refuse({ given, errors: { "": ["Transfer ownership first."] } });
  throw outcome === "forbidden" ? forbidden() : notFound();
}
