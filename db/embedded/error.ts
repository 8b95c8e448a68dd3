/** PostgreSQL can't be started as things are. The message is one line for the operator: what is wrong, and what to do. */
export class EmbeddedPostgresError extends Error {}

/** Another process holds the data directory. */
export class DataDirInUseError extends EmbeddedPostgresError {}

/** The one answer to a data directory in which nothing can be made. */
export function notWritable(directory: string, error: unknown): EmbeddedPostgresError {
  const { code } = error as NodeJS.ErrnoException;
  return new EmbeddedPostgresError(
    `DATA_DIR ${directory} can't be written to (${code}). Make it writable, or name another directory.`,
  );
}

/** What stands in the way, why the system says so, and what to do. An error that is explained already stays as it is. */
export function explained(what: string, error: unknown, advice: string): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new EmbeddedPostgresError(`${what} (${code ?? message.split("\n")[0]}). ${advice}`);
}
