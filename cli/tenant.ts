import { type Command, Option } from "commander";
import { limitsOf, type PlanName, planNames } from "#app/plans.ts";
import type { Statements } from "#db/control/plan.ts";
import {
  createTenantFor,
  everyTenant,
  type OperatedTenant,
  renameTenant,
  setTenantStatus,
  tenantFacts,
} from "#db/control/tenant-operation.ts";
import { emailArgument, nameArgument, newSlugArgument } from "./arguments.ts";
import { asOperator } from "./database.ts";
import { CommandFailed } from "./failure.ts";
import { requireTenant, requireUser } from "./find.ts";
import { answer, answerList, pairs } from "./output.ts";
import { setPlanCommand } from "./tenant-plan.ts";

export function tenantCommand(rowhouse: Command): void {
  const tenant = rowhouse.command("tenant").description("tenants, and the plans they are on");
  tenant
    .command("create")
    .description("create a tenant for somebody who has an account")
    .requiredOption("--slug <slug>", "its address: 3 to 40 of a-z, 0-9 and hyphens", newSlugArgument)
    .requiredOption("--name <name>", "its name", nameArgument)
    .requiredOption("--owner-email <address>", "the account that owns it", emailArgument)
    .addOption(new Option("--plan <plan>", "its plan").choices(planNames).default("free"))
    .action(create);
  tenant.command("list").description("list all tenants, newest first").action(list);
  tenant.command("show").description("show a tenant").argument("<slug>").action(show);
  tenant
    .command("suspend")
    .description("close a tenant to everybody; its owners still reach billing")
    .argument("<slug>")
    .action((slug: string, _options: unknown, command: Command) => setStatus(slug, "suspended", command));
  tenant
    .command("resume")
    .description("open a suspended tenant again")
    .argument("<slug>")
    .action((slug: string, _options: unknown, command: Command) => setStatus(slug, "active", command));
  setPlanCommand(tenant);
  tenant
    .command("rename")
    .description("move a tenant to another slug; the old one keeps leading to it")
    .argument("<slug>")
    .argument("<new>", "the new slug", newSlugArgument)
    .action(rename);
}

interface CreateOptions {
  slug: string;
  name: string;
  ownerEmail: string;
  plan: PlanName;
}

async function create({ slug, name, ownerEmail, plan }: CreateOptions, command: Command) {
  const tenant = await changing(async (tx) => {
    const owner = await requireUser(tx, ownerEmail);
    const created = await createTenantFor(tx, { slug, name, plan, ownerId: owner.id });
    if (!created) throw new CommandFailed(`the slug ${slug} is taken, or was once: choose another`);
    return created;
  });
  answer(command, tenant, `Created ${slug} on ${plan}, owned by ${ownerEmail}`);
}

async function list(_options: unknown, command: Command) {
  await asOperator((operator) =>
    answerList(command, everyTenant(operator), ({ slug, plan, status, members, name }) =>
      [slug.padEnd(40), plan.padEnd(10), status.padEnd(9), String(members).padStart(5), name].join("  "),
    ),
  );
}

async function show(slug: string, _options: unknown, command: Command) {
  const { tenant, facts } = await changing(async (tx) => {
    const found = await requireTenant(tx, slug);
    return { tenant: found, facts: await tenantFacts(tx, found) };
  });
  const limits = limitsOf(tenant.plan, tenant.overrides);
  const overridden = Object.keys(tenant.overrides);
  const text = pairs({
    slug: tenant.slug,
    "former slugs": facts.formerSlugs.join(", ") || "none",
    id: tenant.id,
    name: tenant.name,
    status: tenant.status,
    plan: overridden.length ? `${tenant.plan}, overridden: ${overridden.join(", ")}` : tenant.plan,
    members: `${facts.members} of ${limits.members ?? "unlimited"}`,
    projects: `${facts.activeProjects} of ${limits.projects ?? "unlimited"}`,
    requests: `${limits.requestsPerMinute} a minute`,
    features: limits.features.join(", ") || "none",
    owners: facts.owners.join(", ") || "none",
    created: tenant.createdAt.toISOString(),
  });
  answer(command, { ...tenant, limits, ...facts }, text);
}

async function setStatus(slug: string, status: OperatedTenant["status"], command: Command) {
  const tenant = await changing(async (tx) => {
    const found = await requireTenant(tx, slug);
    if (found.status !== status) await setTenantStatus(tx, found.id, status);
    return { ...found, status };
  });
  answer(command, tenant, `${tenant.slug} is ${status}`);
}

async function rename(slug: string, newSlug: string, _options: unknown, command: Command) {
  const tenant = await changing(async (tx) => {
    const found = await requireTenant(tx, slug);
    if (found.slug === newSlug) return found;
    if (!(await renameTenant(tx, found.id, newSlug))) {
      throw new CommandFailed(`the slug ${newSlug} is another tenant's, or was once: choose another`);
    }
    return { ...found, slug: newSlug };
  });
  answer(command, tenant, `${slug} is now ${newSlug}; ${slug} keeps leading to it`);
}

/** One command, one transaction. */
function changing<T>(fn: (tx: Statements) => Promise<T>): Promise<T> {
  return asOperator((operator) => operator.transaction(fn));
}
