import type { Command } from "commander";
import { seedBulk } from "#app/seeds/bulk.ts";
import { countArgument } from "./arguments.ts";
import { asOperator } from "./database.ts";
import { plural, print } from "./output.ts";

interface SeedOptions {
  tenants: number;
  projects: number;
  tasks: number;
}

export function seedCommand(rowhouse: Command): void {
  rowhouse
    .command("seed")
    .description("write bulk data for benchmarks, beside what is there; its people can't sign in")
    .requiredOption("--tenants <number>", "how many tenants", countArgument(1, 1_000_000))
    .requiredOption("--projects <number>", "projects in each tenant", countArgument(0, 100_000))
    .option("--tasks <number>", "tasks in each project", countArgument(0, 10_000), 0)
    .action(async (order: SeedOptions, command: Command) => {
      const startedAt = performance.now();
      const result = await asOperator(({ database }) => seedBulk(database, order, progress(order.tenants)));
      const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
      const { tenants, projects, tasks, firstSlug, lastSlug } = result;
      print(
        command,
        { ...result, seconds },
        `Wrote ${plural(tenants, "tenant")} (${firstSlug} to ${lastSlug}), ${plural(projects, "project")} and ${plural(tasks, "task")} in ${seconds} s`,
      );
    });
}

function progress(total: number): (done: number) => void {
  let lastShare = 0;
  return (done) => {
    const share = Math.floor((done / total) * 10);
    const text = `${done.toLocaleString("en")} of ${plural(total, "tenant")}`;
    if (process.stderr.isTTY) process.stderr.write(`\r${text}${done === total ? "\n" : ""}`);
    else if (share > lastShare) process.stderr.write(`${text}\n`);
    lastShare = share;
  };
}
