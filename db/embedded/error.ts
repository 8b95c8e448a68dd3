/** Its message is one line for the operator: what is wrong, and what to do. */
export class EmbeddedPostgresError extends Error {}

export class DataDirInUseError extends EmbeddedPostgresError {}

/** An error that is explained already stays as it is. */
export function explained(what: string, error: unknown, advice: string): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new EmbeddedPostgresError(`${what} (${code ?? message.split("\n")[0]}). ${advice}`);
}
