import { href, redirect } from "react-router";
import { memberEntryOf } from "#app/context.ts";
import { access } from "#app/domain/membership/access.ts";
import { positionAt, reposition } from "#app/domain/task/board.ts";
import { badRequest } from "#app/routes/answers.ts";
import { readForm } from "#app/routes/form.ts";
import { writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/move.ts";
import { requireOpenTask } from "./load.ts";
import { moveSchema } from "./schema.ts";

export const handle = access({ read: "task:write", write: "task:write" });

export { loader } from "./to-task.ts";

/** Puts a card somewhere on the board. Nobody's move is refused for being late: the neighbours are those of now. */
export async function action({ request, params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const form = await readForm(request, moveSchema);
  return writeTenant(entry, async (tx) => {
    const task = await requireOpenTask(tx, entry, params);
    if ("errors" in form) throw badRequest();
    const { status } = form.value;
    const position = await positionAt(tx, task.projectId, form.value, task.id);
    if (task.status === status) await reposition(tx, task.id, position);
    else task.advance(status, position, entry.user.id);
    return redirect(href("/:tenant/projects/:projectId", params));
  });
}
