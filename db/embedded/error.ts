/** PostgreSQL can't be started as things are. The message is one line for the operator: what is wrong, and what to do. */
export class EmbeddedPostgresError extends Error {}

/** Another process holds the data directory. */
export class DataDirInUseError extends EmbeddedPostgresError {}

/** What stands in the way, why the system says so, and what to do. An error that is explained already stays as it is. */
export function explained(what: string, error: unknown, advice: string): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new EmbeddedPostgresError(`${what} (${code ?? message.split("\n")[0]}). ${advice}`);
}
