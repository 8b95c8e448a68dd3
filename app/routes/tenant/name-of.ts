/** Somebody's name, as `namesOf` found it. Accounts are never deleted, so the other answer is for a damaged database. */
export function nameOf(names: ReadonlyMap<string, string>, userId: string): string {
  return names.get(userId) ?? "Somebody";
}
