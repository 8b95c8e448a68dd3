import { isMember, namesOf, peopleOf } from "#app/domain/membership/people.ts";
import type { TaskText } from "#app/domain/task/table.ts";
import { nameOf } from "#app/routes/tenant/name-of.ts";
import type { TenantReader } from "#db/transaction.ts";

/**
 * What is wrong with a task's assignee, or null: it has to be somebody in the tenant. Who had the task already may keep
 * it, having left since.
 */
export async function assigneeProblem(
  tx: TenantReader,
  { assigneeId }: Pick<TaskText, "assigneeId">,
  before: string | null = null,
): Promise<Record<string, string[]> | null> {
  if (!assigneeId || assigneeId === before || (await isMember(tx, assigneeId))) return null;
  return { assigneeId: ["Choose somebody who is in this workspace."] };
}

/** Who a task can be given to: everybody in the tenant, and who has it now. */
export async function assignable(
  tx: TenantReader,
  assigneeId: string | null,
): Promise<{ id: string; name: string }[]> {
  const people = (await peopleOf(tx)).map(({ id, name }) => ({ id, name }));
  if (!assigneeId || people.some(({ id }) => id === assigneeId)) return people;
  const name = nameOf(await namesOf(tx, [assigneeId]), assigneeId);
  return [...people, { id: assigneeId, name: `${name} (has left)` }];
}
