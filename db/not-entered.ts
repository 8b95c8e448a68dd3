import { OptimisticLockError } from "@mikro-orm/core";

/** The credential isn't good for the tenant: the user has left it, the session has ended, or it is deleted. */
class NotEntered extends Error {
  /** PostgreSQL's insufficient_privilege. */
  readonly code = "42501";
}

/**
 * The refusal of control.begin_entry (db/functions/wall.sql), and of the audit log at commit if the session ended
 * meanwhile, as an error of its own; others as they are.
 */
export function entryError(error: Error): Error {
  const { constraint } = error as { constraint?: string };
  return constraint === "entered_tenant"
    ? new NotEntered("No entry to this tenant", { cause: error })
    : error;
}

/** The ORM hands errors on in errors of its own. */
export function isNotEntered(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof NotEntered || isNotEntered(error.cause);
}

/** By a policy: the statement fails, or finds none of the rows that a flush writes. */
export function isRefused(error: unknown): boolean {
  if (!(error instanceof Error) || isNotEntered(error)) return false;
  const { code } = error as { code?: unknown };
  return code === "42501" || error instanceof OptimisticLockError || isRefused(error.cause);
}
