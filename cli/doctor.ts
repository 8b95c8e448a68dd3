import type { Command } from "commander";
import { type Config, ConfigError, commandConfig } from "#app/base/config.ts";
import { withReached } from "./database.ts";
import { examineDatabase } from "./doctor/database.ts";
import { type Finding, problem } from "./doctor/finding.ts";
import { dataDirectory, examineInstallation } from "./doctor/installation.ts";
import { explain } from "./failure.ts";
import { plural, print } from "./output.ts";

export function doctorCommand(rowhouse: Command): void {
  rowhouse
    .command("doctor")
    .description(
      "examine configuration, database and the wall between tenants; exit code 1 if something is wrong",
    )
    .action(async (_options: unknown, command: Command) => {
      const findings = await examine();
      const problems = findings.filter(({ status }) => status === "problem").length;
      print(command, { ok: problems === 0, findings }, ...report(findings, problems));
      process.exitCode = problems === 0 ? 0 : 1;
    });
}

async function examine(): Promise<Finding[]> {
  let config: Config;
  try {
    config = commandConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((line) => problem("configuration", line));
  }
  const findings = await examineInstallation(config);
  // Without the data directory there is no database, and an examination must not make one.
  const isMissing = findings.some(({ check, status }) => check === dataDirectory && status === "problem");
  if (isMissing && !config.databaseUrl) return findings;
  try {
    findings.push(...(await withReached(config, examineDatabase)));
  } catch (error) {
    findings.push(problem("database", explain(error).join(" ")));
  }
  return findings;
}

const marks = { ok: "✓", note: "!", problem: "✗" };

function report(findings: Finding[], problems: number): string[] {
  const lines = findings.map(({ check, status, detail }) => `${marks[status]} ${check}: ${detail}`);
  return [...lines, "", problems === 0 ? "All is well" : `${plural(problems, "problem")} found`];
}
