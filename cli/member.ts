import { type Command, Option } from "commander";
import { type Role, roleNames } from "#app/policies/permissions.ts";
import { addMember } from "#db/control/membership.ts";
import { emailArgument } from "./arguments.ts";
import { asOperator } from "./database.ts";
import { CommandFailed } from "./failure.ts";
import { requireTenant, requireUser } from "./find.ts";
import { answer } from "./output.ts";

interface AddOptions {
  tenant: string;
  email: string;
  role: Role;
}

export function memberCommand(rowhouse: Command): void {
  const member = rowhouse.command("member").description("people in tenants");
  member
    .command("add")
    .description("add a person who has an account to a tenant, if its plan has a seat left")
    .requiredOption("--tenant <slug>", "the tenant")
    .requiredOption("--email <address>", "the person's address", emailArgument)
    .addOption(new Option("--role <role>", "the person's role").choices(roleNames).makeOptionMandatory())
    .action(add);
}

async function add({ tenant: slug, email, role }: AddOptions, command: Command) {
  const tenant = await asOperator((operator) =>
    operator.transaction(async (tx) => {
      const found = await requireTenant(tx, slug);
      const user = await requireUser(tx, email);
      const addition = await addMember(tx, { tenantId: found.id, userId: user.id, role });
      if (addition.outcome === "was-member") {
        throw new CommandFailed(`${email} is in ${found.slug} already, as ${addition.role}`);
      }
      if (addition.outcome === "limit-reached") {
        const { allowed, plan } = addition.reached;
        throw new CommandFailed(
          `${found.slug} has all ${allowed} members its plan (${plan}) allows: set another plan, or override the number with \`rowhouse tenant set-plan\``,
        );
      }
      return found;
    }),
  );
  answer(command, { tenant: tenant.slug, email, role }, `${email} is now ${role} in ${tenant.slug}`);
}
