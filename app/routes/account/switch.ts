import { href, redirect } from "react-router";
import { userEntryOf } from "#app/context.ts";
import { isLogDamaged } from "#app/domain/audit/chain.ts";
import { access } from "#app/domain/membership/access.ts";
import { ownTenantBySlug } from "#app/domain/tenant/reads.ts";
import { isSlug } from "#app/domain/tenant/slug.ts";
import { recordSwitch } from "#app/domain/tenant/tenant.ts";
import { notFound } from "#app/routes/answers.ts";
import { sentFields } from "#app/routes/form.ts";
import { readControl, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/switch.ts";

export const handle = access({ read: "user", write: "user" });

/** Reached by a reload after a switch, or by an old link. */
export function loader() {
  return redirect("/");
}

/** Goes to another of the user's own tenants, by any slug it has had, and notes it. A foreign one doesn't exist. */
export async function action({ request, context }: Route.ActionArgs) {
  const form = await sentFields(request);
  const slug = form.get("tenant");
  if (typeof slug !== "string" || !isSlug(slug)) throw notFound();
  const entry = userEntryOf(context);
  const tenant = await readControl(entry, (tx) => ownTenantBySlug.first(tx, { slug }));
  if (!tenant) throw notFound();
  // No one can enter a deleted tenant to note it; its own page says what happened.
  if (tenant.isDeleted) return redirect(href("/:tenant", { tenant: tenant.slug }));
  try {
    await writeTenant({ ...entry, tenant }, recordSwitch);
  } catch (error) {
    // With a damaged log nothing can be noted, but members may still look around.
    if (!isLogDamaged(error)) throw error;
  }
  return redirect(href("/:tenant", { tenant: tenant.slug }));
}
