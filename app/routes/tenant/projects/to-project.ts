import { href, type LoaderFunctionArgs, redirect } from "react-router";
import { memberEntryOf } from "#app/context.ts";
import { readTenant } from "#db/transaction.ts";
import { requireProject } from "./load.ts";

/** For addresses that only take forms: whoever comes by a link, as after signing in, is led to the project. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const { tenant } = memberEntryOf(context);
  const { id } = await readTenant(memberEntryOf(context), (tx) =>
    requireProject(tx, { projectId: params.projectId ?? "" }),
  );
  return redirect(href("/:tenant/projects/:projectId", { tenant: tenant.slug, projectId: id }));
}
