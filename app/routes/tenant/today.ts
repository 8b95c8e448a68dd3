/** Today's day in UTC, `YYYY-MM-DD`, and days around it. Due dates are days: they shift with no time zone. */
export function todayUtc(inDays = 0): string {
  return new Date(Date.now() + inDays * 86_400_000).toISOString().slice(0, 10);
}
