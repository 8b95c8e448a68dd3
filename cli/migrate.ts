import type { Command } from "commander";
import { commandConfig } from "#app/base/config.ts";
import { migrate } from "#db/migrate.ts";
import { withReached } from "./database.ts";
import { answer, plural } from "./output.ts";

export function migrateCommand(rowhouse: Command): void {
  rowhouse
    .command("migrate")
    .description("set up the database roles and bring the database to this version")
    .action(async (_options: unknown, command: Command) => {
      const applied = await withReached(commandConfig(), ({ url, secret }) => migrate(url, secret));
      answer(
        command,
        { applied },
        ...(applied.length === 0
          ? ["Nothing to do: the database is at this version"]
          : [`Applied ${plural(applied.length, "migration")}:`, ...applied]),
      );
    });
}
