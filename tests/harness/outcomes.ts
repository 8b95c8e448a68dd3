import { notFound } from "#app/domain/outcome.ts";
import { isNotEntered } from "#db/transaction.ts";

/** What a page answers to a user who left the tenant before the transaction began. */
export function notFoundIfNotEntered(error: unknown): typeof notFound {
  if (isNotEntered(error)) return notFound;
  throw error;
}
