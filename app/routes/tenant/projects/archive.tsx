import { href } from "react-router";
import { memberEntryOf } from "#app/context.ts";
import { access } from "#app/domain/membership/access.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/archive.ts";
import { requireLockedProjectToRetire } from "./load.ts";

export const handle = access({ read: "project:write", write: "project:write" });

export { loader } from "./to-project.ts";

export async function action({ params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  return writeTenant(entry, async (tx) => {
    const project = await requireLockedProjectToRetire(tx, entry, params);
    project.archive(entry.user.id);
    return redirectDone(href("/:tenant/projects/:projectId", params), "The project is archived.");
  });
}

/** Never shown. With it this is a page, and so a refusal is shown as one. */
export default function Nothing() {
  return null;
}
