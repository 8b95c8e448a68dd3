/**
 * The layers of isolation that live in the application. They are always on: this object is frozen, and nothing sets
 * it. The isolation suite replaces this very module with one of its own, to prove that nothing leaks with any single
 * layer off; a build has no such module to replace it with.
 */
export const layers: Readonly<{ door: boolean; filter: boolean }> = Object.freeze({
  door: true,
  filter: true,
});
