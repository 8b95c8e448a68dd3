import type { Command } from "commander";
import { commandConfig } from "#app/base/config.ts";
import { migrate } from "#db/migrate.ts";
import { withReached } from "./database.ts";
import { plural, print } from "./output.ts";

export function migrateCommand(rowhouse: Command): void {
  rowhouse
    .command("migrate")
    .description("set up the database roles and bring the database to this version")
    .action(async (_options: unknown, command: Command) => {
      const applied = await withReached(commandConfig(), ({ url, secret }) => migrate(url, secret));
      const lines = [
        ...listed(applied.migrations, "migration"),
        ...listed(applied.functions, "function file"),
      ];
      print(
        command,
        { applied: applied.migrations, functions: applied.functions },
        ...(lines.length === 0 ? ["Nothing to do: the database is at this version"] : lines),
      );
    });
}

function listed(names: string[], noun: string): string[] {
  return names.length === 0 ? [] : [`Applied ${plural(names.length, noun)}:`, ...names];
}
