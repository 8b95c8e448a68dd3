import type { Command } from "commander";
import { longText } from "#app/base/text-field.ts";
import { resumeTenant, suspendTenant } from "#app/domain/tenant/operation.ts";
import { withinTenant } from "#db/transaction.ts";
import { textArgument } from "./arguments.ts";
import { changing } from "./database.ts";
import { requireTenant } from "./find.ts";
import { answer } from "./output.ts";

/** What an operator tells the people of a tenant. */
const reason = longText({ label: "reason", max: 500 });

export function suspensionCommands(tenant: Command): void {
  tenant
    .command("suspend")
    .description("close a tenant to everybody; its owners still reach billing")
    .argument("<slug>")
    .option("--reason <text>", "what its people read about why", textArgument(reason))
    .action(suspend);
  tenant.command("resume").description("open a suspended tenant again").argument("<slug>").action(resume);
}

async function suspend(slug: string, { reason = null }: { reason?: string | null }, command: Command) {
  const tenant = await changing(async (tx) => {
    const found = await requireTenant(tx, slug);
    const suspendedReason = reason ?? found.suspendedReason;
    await suspendTenant(withinTenant(tx, found.id), { reason: suspendedReason });
    return { ...found, status: "suspended", suspendedReason };
  });
  answer(command, tenant, `${tenant.slug} is suspended`);
}

async function resume(slug: string, _options: unknown, command: Command) {
  const tenant = await changing(async (tx) => {
    const found = await requireTenant(tx, slug);
    await resumeTenant(withinTenant(tx, found.id));
    return { ...found, status: "active", suspendedReason: null };
  });
  answer(command, tenant, `${tenant.slug} is active`);
}
