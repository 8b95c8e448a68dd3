import { Command, CommanderError } from "commander";
import { auditCommand } from "./audit.ts";
import { doctorCommand } from "./doctor.ts";
import { explain } from "./failure.ts";
import { memberCommand } from "./member.ts";
import { migrateCommand } from "./migrate.ts";
import { remark } from "./output.ts";
import { printable } from "./printable.ts";
import { seedCommand } from "./seed.ts";
import { tenantCommand } from "./tenant.ts";
import { userCommand } from "./user.ts";

/** Exit codes: 0 done, 1 failed, 2 wrong use. Results go to standard output, all else to standard error. */

function program(): Command {
  const rowhouse = new Command("rowhouse")
    .description("Operate a Rowhouse installation. Works beside a running server and without one.")
    .option("--json", "print the result as JSON")
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`${printableMisuse(text)}\n`) })
    .configureHelp({ showGlobalOptions: true });
  migrateCommand(rowhouse);
  doctorCommand(rowhouse);
  tenantCommand(rowhouse);
  userCommand(rowhouse);
  memberCommand(rowhouse);
  auditCommand(rowhouse);
  seedCommand(rowhouse);
  return rowhouse;
}

/** A line break comes from an argument, except the one before a suggestion. */
function printableMisuse(text: string): string {
  return text
    .trimEnd()
    .split(/\n(?=\(Did you mean )/)
    .map(printable)
    .join("\n");
}

async function run(args: string[]): Promise<number> {
  try {
    await program().parseAsync(args, { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    remark(...explain(error));
    return 1;
  }
}

// A reader such as `head` may stop early.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await run(process.argv.slice(2));
