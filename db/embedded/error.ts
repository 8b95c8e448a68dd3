/** PostgreSQL can't be started as things are. The message is one line for the operator: what is wrong, and what to do. */
export class EmbeddedPostgresError extends Error {}

/** Another process holds the data directory. */
export class DataDirInUseError extends EmbeddedPostgresError {}
