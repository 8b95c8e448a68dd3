import { href, redirect } from "react-router";
import { access } from "#app/access.ts";
import { userEntryOf } from "#app/context.ts";
import { isLogDamaged } from "#app/domain/audit/chain.ts";
import { ownTenantBySlug } from "#app/domain/tenant/reads.ts";
import { isSlug } from "#app/domain/tenant/slug.ts";
import { recordSwitch } from "#app/domain/tenant/tenant.ts";
import { sentFields } from "#app/routes/form.ts";
import { notFoundResponse } from "#app/routes/responses.ts";
import { readControl, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/switch.ts";

export const handle = access({ read: "user", write: "user" });

/** Reached by a reload after a switch, or by an old link. */
export function loader() {
  return redirect("/");
}

/** Enters one of the user's tenants, by any slug it has had, and logs a switch. Any other slug is a 404. */
export async function action({ request, context }: Route.ActionArgs) {
  const form = await sentFields(request, context);
  const slug = form.get("tenant");
  if (typeof slug !== "string" || !isSlug(slug)) throw notFoundResponse();
  const entry = userEntryOf(context);
  const tenant = await readControl(entry, (tx) => ownTenantBySlug.first(tx, { slug }));
  if (!tenant) throw notFoundResponse();
  // A deleted tenant can't be entered to log the switch; its own page says what happened.
  if (tenant.isDeleted) return redirect(href("/:tenant", { tenant: tenant.slug }));
  try {
    await writeTenant({ ...entry, tenant }, recordSwitch);
  } catch (error) {
    // With a damaged log nothing can be logged, but members may still look around.
    if (!isLogDamaged(error)) throw error;
  }
  return redirect(href("/:tenant", { tenant: tenant.slug }));
}
