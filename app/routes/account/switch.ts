import { href, redirect } from "react-router";
import { userEntryOf } from "#app/context.ts";
import { isLogDamaged } from "#app/domain/audit/damaged.ts";
import { access } from "#app/domain/membership/access.ts";
import { isSlug } from "#app/domain/tenant/reserved-slugs.ts";
import { ownTenant, recordSwitch } from "#app/domain/tenant/tenant.ts";
import { notFound } from "#app/routes/answers.ts";
import { sentFields } from "#app/routes/form.ts";
import { readControl, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/switch.ts";

export const handle = access({ read: "user", write: "user" });

/** Somebody who reloads after a switch, or follows an old link. */
export function loader() {
  return redirect("/");
}

/** Goes to another of one's workspaces, by any address it has had, and notes it. One that isn't theirs doesn't exist. */
export async function action({ request, context }: Route.ActionArgs) {
  const form = await sentFields(request);
  const slug = form.get("tenant");
  if (typeof slug !== "string" || !isSlug(slug)) throw notFound();
  const entry = userEntryOf(context);
  const tenant = await readControl(entry, (tx) => ownTenant(tx, slug));
  if (!tenant) throw notFound();
  // There is nobody in a deleted one to note it for; its address says what happened.
  if (tenant.isDeleted) return redirect(href("/:tenant", { tenant: tenant.slug }));
  try {
    await writeTenant({ ...entry, tenant }, recordSwitch);
  } catch (error) {
    // One may look around in a tenant where nothing can be changed or noted.
    if (!isLogDamaged(error)) throw error;
  }
  return redirect(href("/:tenant", { tenant: tenant.slug }));
}
