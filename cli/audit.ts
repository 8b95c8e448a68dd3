import { type Command, InvalidArgumentError } from "commander";
import {
  type AuditedTenant,
  auditedTenant,
  auditedTenants,
  type ChainFlaw,
  type ChainReport,
  type NotedEvent,
  walkChain,
} from "#app/domain/audit/chain.ts";
import { slugsBeingErased, tombstoneBySlug } from "#app/domain/tenant/purge.ts";
import { withinTenant } from "#db/query.ts";
import type { Reader } from "#db/transaction.ts";
import { asOperator, type Operator } from "./database.ts";
import { CommandFailed } from "./failure.ts";
import { plural, printList, remark } from "./output.ts";

export function auditCommand(rowhouse: Command): void {
  const audit = rowhouse.command("audit").description("the audit logs of tenants");
  audit
    .command("verify")
    .description("say for each tenant whether its audit log is as it was written; exit code 1 if one is not")
    .argument("[slug]", "one tenant alone")
    .option(
      "--expect <number:hash>",
      "an event that was noted earlier, to be found in this tenant's log",
      notedArgument,
    )
    .addHelpText(
      "after",
      "\nThe newest event of each tenant is printed as number:hash. Whoever keeps it elsewhere can prove later, with\n--expect, that nothing up to it was changed, not even by somebody who may change everything in the database.",
    )
    .action(verify);
}

function notedArgument(value: string): NotedEvent {
  const [, number, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(value.toLowerCase()) ?? [];
  if (!number || !hash)
    throw new InvalidArgumentError("Give it as verify printed it: a number, a colon and 64 digits.");
  return { number: Number(number), hash };
}

async function verify(slug: string | undefined, { expect }: { expect?: NotedEvent }, command: Command) {
  if (expect && !slug) command.error("error: --expect is about one tenant: name it");
  const flawed: string[] = [];
  await asOperator(async (operator) => {
    const tenants = slug ? oneTenant(operator, slug) : auditedTenants(operator);
    await printList(command, verdicts(operator, tenants, { noted: expect ?? null, flawed }), verdictText);
    if (!slug) await nameOmitted(operator);
  });
  if (flawed.length === 0) return;
  remark(`rowhouse: ${plural(flawed.length, "audit log")} not as written: ${flawed.slice(0, 10).join(", ")}`);
  process.exitCode = 1;
}

async function* oneTenant(tx: Reader, slug: string): AsyncGenerator<AuditedTenant[]> {
  const found = await auditedTenant(tx, { slug });
  if (found.length === 0) throw new CommandFailed(await whyNone(tx, slug));
  yield found;
}

async function whyNone(tx: Reader, slug: string): Promise<string> {
  const tombstone = await tombstoneBySlug.first(tx, { slug });
  if (!tombstone) return `there is no tenant with the slug ${slug}`;
  const { begunAt, purgedAt } = tombstone;
  return purgedAt
    ? `${slug} was erased at ${purgedAt.toISOString()}, and its audit log with it: there is nothing to verify`
    : `${slug} is being erased since ${begunAt.toISOString()}, and its audit log with it: there is nothing to verify any more`;
}

async function nameOmitted(tx: Reader) {
  const slugs = await slugsBeingErased(tx);
  if (slugs.length === 0) return;
  remark(`rowhouse: left out, because they are being erased with their audit logs: ${slugs.join(", ")}`);
}

interface Verdict extends ChainReport {
  tenant: string;
  tenantId: string;
}

async function* verdicts(
  operator: Operator,
  tenants: AsyncIterable<AuditedTenant[]>,
  { noted, flawed }: { noted: NotedEvent | null; flawed: string[] },
): AsyncGenerator<Verdict[]> {
  for await (const page of tenants) {
    for (const { id, slug } of page) {
      // A snapshot, because events are appended meanwhile.
      const report = await operator.snapshot((tx) => walkChain(withinTenant(tx, id), noted));
      const tenant = slug ?? id;
      if (report.flaw) flawed.push(tenant);
      yield [{ tenant, tenantId: id, ...report }];
    }
  }
}

const said: Record<ChainFlaw["kind"], string> = {
  altered: "was altered",
  missing: "is missing",
  "out of place": "is out of place",
  "put in": "was put in",
  rewritten: "was rewritten",
  "without a head": "is without a head",
};

function verdictText({ tenant, events, newest, flaw }: Verdict): string {
  if (flaw) {
    const upTo = events === 0 ? "" : `; up to ${events} all is as written`;
    return `✗ ${tenant}: event ${flaw.event} ${said[flaw.kind]}: ${flaw.reason}${upTo}`;
  }
  return `✓ ${tenant}: ${plural(events, "event")}, the newest ${newest?.number}:${newest?.hash}`;
}
