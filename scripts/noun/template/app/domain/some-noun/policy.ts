import { type Actor, isAtLeast, may } from "#app/domain/membership/permissions.ts";

/** Creating and editing. */
export function mayWriteSomeNouns({ role }: Actor): boolean {
  return may(role, "some-noun:write");
}

/** Members delete only what they made themselves, admins everything. */
export function mayDeleteSomeNoun({ role, user }: Actor, { createdBy }: { createdBy: string }): boolean {
  return isAtLeast(role, "admin") || (may(role, "some-noun:write") && createdBy === user.id);
}
