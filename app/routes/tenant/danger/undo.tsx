import { href, redirect } from "react-router";
import { memberEntryOf, userEntryOf } from "#app/context.ts";
import { access } from "#app/domain/membership/access.ts";
import { undoDeletion } from "#app/domain/tenant/deletion.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { writeControl } from "#db/transaction.ts";

import type { Route } from "./+types/undo.ts";

export const handle = access({ read: "tenant:delete", write: "tenant:delete", evenIf: "deleted" });

/** Whoever comes by a link, as after signing in, finds the button there. */
export function loader({ params }: Route.LoaderArgs) {
  return redirect(href("/:tenant/danger", params));
}

/** As the person, because nobody can enter. If it is too late, the page says so. */
export async function action({ params, context }: Route.ActionArgs) {
  const { tenant } = memberEntryOf(context);
  const isUndone = await writeControl(userEntryOf(context), (tx) => undoDeletion(tx, tenant.id));
  return isUndone
    ? redirectDone(href("/:tenant", params), "The workspace is back.")
    : redirect(href("/:tenant/danger", params));
}

/** Never shown. With it this is a page, and so a refusal is shown as one. */
export default function Nothing() {
  return null;
}
