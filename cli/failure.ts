import { ConfigError } from "#app/base/config.ts";
import { isLogDamaged } from "#app/domain/audit/chain.ts";
import { EmbeddedPostgresError } from "#db/embedded.ts";
import { DatabaseSetupError } from "#db/roles.ts";
import { isUnavailable } from "#db/unavailable.ts";

/** The command was used rightly and can't be done. The message is one line and says what to do. */
export class CommandFailed extends Error {}

export function explain(error: unknown): string[] {
  if (error instanceof ConfigError) return error.problems.map((problem) => `rowhouse: ${problem}`);
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof DatabaseSetupError) return `rowhouse: ${message}`.split("\n");
  const expected = error instanceof CommandFailed || error instanceof EmbeddedPostgresError;
  if (expected) return [`rowhouse: ${message}`];
  if (isLogDamaged(error))
    return [
      `rowhouse: nothing was changed: ${message}. Look with \`rowhouse audit verify\`, and restore it from a backup`,
    ];
  if (isUnavailable(error)) return [`rowhouse: the database is not there, or went away: ${message}`];
  return [`rowhouse: unexpected failure: ${message.replaceAll("\n", " ")}`];
}
