/** A number that was counted up to a bound only: `99+` when it reached it. */
export function upTo(bound: number, count: number): string {
  return count < bound ? String(count) : `${bound - 1}+`;
}
