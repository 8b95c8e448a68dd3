import type { Statements } from "#db/control/plan.ts";
import { findOperatedTenant, type OperatedTenant } from "#db/control/tenant-operation.ts";
import { CommandFailed } from "./failure.ts";

/** The tenant with this slug, today's or an old one, locked. @throws {CommandFailed} if there is none. */
export async function requireTenant(tx: Statements, slug: string): Promise<OperatedTenant> {
  const tenant = await findOperatedTenant(tx, slug);
  if (!tenant) throw new CommandFailed(`there is no tenant with the slug ${slug}`);
  return tenant;
}

/** The account with this address. @throws {CommandFailed} if there is none. Index: users_email_key. */
export async function requireUser(tx: Statements, email: string): Promise<{ id: string; name: string }> {
  const [user] = await tx.rows<{ id: string; name: string }>(
    "select id, name from control.users where email = $1",
    [email],
  );
  if (!user) {
    throw new CommandFailed(
      `there is no account with the address ${email}: create it with \`rowhouse user create\``,
    );
  }
  return user;
}
