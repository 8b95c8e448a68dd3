import { type Command, Option } from "commander";
import { longText } from "#app/base/text-field.ts";
import {
  createTenantFor,
  everyTenant,
  lockTenantBySlug,
  renameTenant,
  resumeTenant,
  suspendTenant,
  tenantFacts,
} from "#app/domain/operator/tenants.ts";
import { limitsOf, type PlanName, planNames } from "#app/domain/plan/plans.ts";
import { tenantName } from "#app/domain/tenant/fields.ts";
import { tombstoneBySlug } from "#app/domain/tenant/purge.ts";
import { withinTenant } from "#db/query.ts";
import { emailArgument, newSlugArgument, textArgument } from "./arguments.ts";
import { asOperator, changing } from "./database.ts";
import { CommandFailed } from "./failure.ts";
import { requireTenant, requireUser } from "./find.ts";
import { pairs, print, printList } from "./output.ts";
import { deletionCommands, erasedLines } from "./tenant-deletion.ts";
import { setPlanCommand } from "./tenant-plan.ts";

const reasonField = longText({ label: "reason", max: 500 });

export function tenantCommand(rowhouse: Command): void {
  const tenant = rowhouse.command("tenant").description("tenants, and the plans they are on");
  tenant
    .command("create")
    .description("create a tenant for a user")
    .requiredOption("--slug <slug>", "its slug: 3 to 40 of a-z, 0-9 and hyphens", newSlugArgument)
    .requiredOption("--name <name>", "its name", textArgument(tenantName))
    .requiredOption("--owner-email <email>", "the account that owns it", emailArgument)
    .addOption(new Option("--plan <plan>", "its plan").choices(planNames).default("free"))
    .action(create);
  tenant.command("list").description("list all tenants, newest first").action(list);
  tenant.command("show").description("show a tenant").argument("<slug>").action(show);
  tenant
    .command("suspend")
    .description("close a tenant to everybody; its owners still reach billing")
    .argument("<slug>")
    .option("--reason <text>", "what its people read about why", textArgument(reasonField))
    .action(suspend);
  tenant.command("resume").description("open a suspended tenant again").argument("<slug>").action(resume);
  deletionCommands(tenant);
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
    if (created.kind === "done") return created.value;
    throw new CommandFailed(`the slug ${slug} is taken, or was once: choose another`);
  });
  print(command, tenant, `Created ${slug} on ${plan}, owned by ${ownerEmail}`);
}

async function list(_options: unknown, command: Command) {
  await asOperator((operator) =>
    printList(command, everyTenant(operator), ({ slug, plan, status, members, name }) =>
      [slug.padEnd(40), plan.padEnd(10), status.padEnd(9), String(members).padStart(5), name].join("  "),
    ),
  );
}

async function show(slug: string, _options: unknown, command: Command) {
  const { tenant, facts, tombstone } = await changing(async (tx) => {
    const found = await lockTenantBySlug.first(tx, { slug });
    return {
      tenant: found,
      facts: found && (await tenantFacts(withinTenant(tx, found.id))),
      tombstone: await tombstoneBySlug.first(tx, { slug }),
    };
  });
  if (tombstone && !tenant)
    return print(command, { ...tombstone, status: "erased" }, ...erasedLines(tombstone));
  if (!tenant || !facts) throw new CommandFailed(`there is no tenant with the slug ${slug}`);
  const limits = limitsOf(tenant.plan, tenant.overrides);
  const overridden = Object.keys(tenant.overrides);
  const lines = pairs({
    slug: tenant.slug,
    "former slugs": facts.formerSlugs.join(", ") || "none",
    id: tenant.id,
    name: tenant.name,
    status: tenant.status,
    ...(tenant.suspendedReason && { "suspended because": tenant.suspendedReason.replace(/\s+/g, " ") }),
    ...(tenant.deletedAt && { deleted: tenant.deletedAt.toISOString() }),
    ...(tombstone
      ? { "being erased since": tombstone.begunAt.toISOString() }
      : tenant.purgeAfter && { "erased after": tenant.purgeAfter.toISOString() }),
    plan: overridden.length ? `${tenant.plan}, overridden: ${overridden.join(", ")}` : tenant.plan,
    members: `${facts.members}, and ${facts.seats - facts.members} invited, of ${limits.members ?? "unlimited"}`,
    projects: `${facts.activeProjects} of ${limits.projects ?? "unlimited"}`,
    requests: `${limits.requestsPerMinute} a minute`,
    transactions: `${limits.transactionsAtOnce} at once in each process`,
    statements: `up to ${limits.statementSeconds} s`,
    features: limits.features.join(", ") || "none",
    owners: facts.owners.join(", ") || "none",
    created: tenant.createdAt.toISOString(),
  });
  print(command, { ...tenant, limits, ...facts }, ...lines);
}

async function suspend(slug: string, { reason = null }: { reason?: string | null }, command: Command) {
  const tenant = await changing(async (tx) => {
    const found = await requireTenant(tx, slug);
    const suspendedReason = reason ?? found.suspendedReason;
    await suspendTenant(withinTenant(tx, found.id), { reason: suspendedReason });
    return { ...found, status: "suspended", suspendedReason };
  });
  print(command, tenant, `${tenant.slug} is suspended`);
}

async function resume(slug: string, _options: unknown, command: Command) {
  const tenant = await changing(async (tx) => {
    const found = await requireTenant(tx, slug);
    await resumeTenant(withinTenant(tx, found.id));
    return { ...found, status: "active", suspendedReason: null };
  });
  print(command, tenant, `${tenant.slug} is active`);
}

async function rename(slug: string, newSlug: string, _options: unknown, command: Command) {
  const { before, tenant } = await changing(async (tx) => {
    const found = await requireTenant(tx, slug);
    if (found.slug === newSlug) return { before: newSlug, tenant: found };
    const renamed = await renameTenant(withinTenant(tx, found.id), newSlug);
    if (renamed.kind === "done") return { before: found.slug, tenant: { ...found, slug: newSlug } };
    throw new CommandFailed(`the slug ${newSlug} is another tenant's, or was once: choose another`);
  });
  const isSame = before === newSlug;
  print(
    command,
    tenant,
    isSame
      ? `The slug is ${newSlug} already: nothing was changed`
      : `${before} is now ${newSlug}; ${before} keeps leading to it`,
  );
}
