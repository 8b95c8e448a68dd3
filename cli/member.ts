import { type Command, Option } from "commander";
import { userByEmail } from "#app/domain/account/account.ts";
import { addMember, decreeRole } from "#app/domain/membership/membership.ts";
import { type Role, roleNames } from "#app/domain/membership/permissions.ts";
import { memberById } from "#app/domain/membership/reads.ts";
import type { OperatedTenant } from "#app/domain/operator/tenants.ts";
import { notFound } from "#app/domain/outcome.ts";
import { type TenantScope, withinTenant } from "#db/query.ts";
import type { Writer } from "#db/transaction.ts";
import { emailArgument } from "./arguments.ts";
import { asOperator } from "./database.ts";
import { CommandFailed } from "./failure.ts";
import { requireTenant, requireUser } from "./find.ts";
import { print } from "./output.ts";

interface WhoOptions {
  tenant: string;
  email: string;
}

interface RoleOptions extends WhoOptions {
  role: Role;
}

export function memberCommand(rowhouse: Command): void {
  const member = rowhouse.command("member").description("people in tenants");
  const about = (name: string, description: string) =>
    member
      .command(name)
      .description(description)
      .requiredOption("--tenant <slug>", "the tenant")
      .requiredOption("--email <email>", "the user's email", emailArgument);
  const role = () =>
    new Option("--role <role>", "the member's role").choices(roleNames).makeOptionMandatory();
  about("add", "add a user to a tenant, if its plan has a seat left").addOption(role()).action(add);
  about("set-role", "give a member another role, owner included").addOption(role()).action(setRole);
  about("remove", "take a member out of a tenant; what they did stays").action(remove);
}

async function add(options: RoleOptions, command: Command) {
  const { email, role } = options;
  const tenant = await changing(options, async (tx, found) => {
    const { id: userId } = await requireUser(tx, email);
    const outcome = await addMember(tx, { userId, role });
    if (outcome.kind === "refused") {
      const member = await memberById.first(tx, { userId });
      throw new CommandFailed(`${email} is in ${found.slug} already, as ${member?.role}`);
    }
    if (outcome.kind === "over-limit") {
      const { allowed, plan } = outcome.reached;
      throw new CommandFailed(
        `${found.slug} has all ${allowed} members its plan (${plan}) allows: set another plan, or override the number with \`rowhouse tenant set-plan\``,
      );
    }
  });
  print(command, { tenant: tenant.slug, email, role }, `${email} is now ${role} in ${tenant.slug}`);
}

async function setRole(options: RoleOptions, command: Command) {
  const { email, role } = options;
  const tenant = await decree(options, role);
  print(command, { tenant: tenant.slug, email, role }, `${email} is now ${role} in ${tenant.slug}`);
}

async function remove(options: WhoOptions, command: Command) {
  const { email } = options;
  const tenant = await decree(options, null);
  print(command, { tenant: tenant.slug, email }, `${email} is no longer in ${tenant.slug}`);
}

function decree(options: WhoOptions, role: Role | null): Promise<OperatedTenant> {
  const { email } = options;
  return changing(options, async (tx, { slug }) => {
    const user = await userByEmail.first(tx, { email });
    const outcome = user ? await decreeRole(tx, { userId: user.id, role }) : notFound;
    if (outcome.kind === "not-found") throw new CommandFailed(`${email} is not in ${slug}`);
    if (outcome.kind === "refused") {
      throw new CommandFailed(
        `${email} is the only owner of ${slug}: make somebody else one first, with \`rowhouse member set-role --role owner\``,
      );
    }
  });
}

/** In one transaction, with the tenant's row locked. */
function changing(
  { tenant: slug }: WhoOptions,
  change: (tx: TenantScope<Writer>, tenant: OperatedTenant) => Promise<void>,
): Promise<OperatedTenant> {
  return asOperator((operator) =>
    operator.transaction(async (tx) => {
      const tenant = await requireTenant(tx, slug);
      await change(withinTenant(tx, tenant.id), tenant);
      return tenant;
    }),
  );
}
