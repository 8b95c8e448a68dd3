/** For a count that stopped at `bound`: `99+` when it reached 100. */
export function upTo(bound: number, count: number): string {
  return count < bound ? String(count) : `${bound - 1}+`;
}
