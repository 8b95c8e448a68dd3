import type { Command } from "commander";
import { lockTenantBySlug, type OperatedTenant } from "#app/domain/operator/tenants.ts";
import { deleteTenant, restoreTenant } from "#app/domain/tenant/deletion.ts";
import { endGrace, purgeTenant, type Tombstone, tombstoneBySlug } from "#app/domain/tenant/purge.ts";
import { withinTenant } from "#db/query.ts";
import { asOperator, changing, type Operator } from "./database.ts";
import { CommandFailed } from "./failure.ts";
import { requireAnyTenant } from "./find.ts";
import { pairs, plural, print } from "./output.ts";

export function deletionCommands(tenant: Command): void {
  tenant
    .command("delete")
    .description(
      "close a tenant to everybody, and erase it after 30 days; until then its owners, or undelete, can bring it back",
    )
    .argument("<slug>")
    .action(remove);
  tenant
    .command("undelete")
    .description("bring a deleted tenant back that is not erased yet")
    .argument("<slug>")
    .action(undelete);
  tenant
    .command("purge")
    .description(
      "erase a deleted tenant whose 30 days are over; the server begins to within ten minutes by itself",
    )
    .argument("<slug>")
    .option("--now", "do not wait for the 30 days: nobody can bring it back then")
    .action(purge);
}

async function remove(slug: string, _options: unknown, command: Command) {
  const tenant = await changing(async (tx) => {
    const found = await requireAnyTenant(tx, slug);
    await deleteTenant(withinTenant(tx, found.id));
    return requireAnyTenant(tx, slug);
  });
  const until = tenant.purgeAfter?.toISOString();
  print(command, tenant, `${tenant.slug} is deleted, and is erased after ${until}`);
}

async function undelete(slug: string, _options: unknown, command: Command) {
  const tenant = await changing(async (tx) => {
    const found = await requireAnyTenant(tx, slug);
    const restored = found.status === "deleted" && (await restoreTenant(withinTenant(tx, found.id)));
    if (restored && restored.kind !== "done") {
      throw new CommandFailed(`${found.slug} is being erased, and can't be brought back any more`);
    }
    return requireAnyTenant(tx, slug);
  });
  print(command, tenant, `${tenant.slug} is ${tenant.status}`);
}

async function purge(slug: string, { now = false }: { now?: boolean }, command: Command) {
  const tombstone = await asOperator(async (operator) => {
    const deleted = await lockTenantBySlug.first(operator, { slug });
    if (deleted) await purgeNow(operator, deleted, now);
    const left = await tombstoneBySlug.first(operator, { slug });
    if (left?.purgedAt) return left;
    if (left) throw new CommandFailed(`${slug} is being erased by another process: look again in a minute`);
    throw new CommandFailed(
      deleted ? `${slug} was brought back meanwhile` : `there is no tenant with the slug ${slug}`,
    );
  });
  print(command, { ...tombstone, status: "erased" }, ...erasedLines(tombstone));
}

async function purgeNow(operator: Operator, { id, slug, status, purgeAfter }: OperatedTenant, now: boolean) {
  if (status !== "deleted" || !purgeAfter) {
    throw new CommandFailed(`${slug} is not deleted: do that first, with \`rowhouse tenant delete ${slug}\``);
  }
  if (now) await endGrace(withinTenant(operator, id));
  else if (purgeAfter.getTime() > Date.now()) {
    throw new CommandFailed(
      `${slug} can be brought back until ${purgeAfter.toISOString()}: wait until then, or erase it at once with --now`,
    );
  }
  await purgeTenant(operator, id).catch((error: { code?: string }) => {
    if (error.code !== "55P03") throw error;
    throw new CommandFailed(`somebody is still at work in ${slug}: try again in a minute`);
  });
}

export function erasedLines({ slug, formerSlugs, id, deletedAt, purgedAt, erased }: Tombstone): string[] {
  const rows = Object.entries(erased)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([table, count]) => [table, plural(count, "row")]);
  return pairs({
    slug,
    "former slugs": formerSlugs.join(", ") || "none",
    id,
    status: "erased",
    deleted: deletedAt.toISOString(),
    erased: purgedAt?.toISOString() ?? "under way",
    ...Object.fromEntries(rows),
  });
}
