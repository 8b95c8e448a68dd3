import { userByEmail } from "#app/domain/account/account.ts";
import { lockTenantBySlug, type OperatedTenant } from "#app/domain/operator/tenants.ts";
import { tombstoneBySlug } from "#app/domain/tenant/purge.ts";
import type { Writer } from "#db/transaction.ts";
import { CommandFailed } from "./failure.ts";

/** By its slug or a former one, locked. @throws {CommandFailed} if there is none, or it is deleted. */
export async function requireTenant(tx: Writer, slug: string): Promise<OperatedTenant> {
  const tenant = await requireAnyTenant(tx, slug);
  if (tenant.status === "deleted") {
    throw new CommandFailed(
      `${tenant.slug} is deleted: bring it back first, with \`rowhouse tenant undelete ${tenant.slug}\``,
    );
  }
  return tenant;
}

/** As `requireTenant`, for a deleted one too. @throws {CommandFailed} if there is none, or it is erased. */
export async function requireAnyTenant(tx: Writer, slug: string): Promise<OperatedTenant> {
  const tenant = await lockTenantBySlug.first(tx, { slug });
  if (tenant) return tenant;
  throw new CommandFailed(
    (await tombstoneBySlug.first(tx, { slug }))
      ? `${slug} is erased: nothing is left of it`
      : `there is no tenant with the slug ${slug}`,
  );
}

/** @throws {CommandFailed} if no account has this email. */
export async function requireUser(tx: Writer, email: string): Promise<{ id: string; name: string }> {
  const user = await userByEmail.first(tx, { email });
  if (user) return user;
  throw new CommandFailed(
    `there is no account with the address ${email}: create it with \`rowhouse user create\``,
  );
}
