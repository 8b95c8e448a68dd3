const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const twoDigits = (value: number) => (value < 10 ? `0${value}` : `${value}`);
const shortDay = (day: Date) => `${day.getUTCDate()} ${months[day.getUTCMonth()]}`;

/**
 * In UTC: `21 Nov 2026`, without the year if it is `now`'s. Not by `Intl`: its words differ between server
 * and browser, which breaks hydration, and it takes several times as long for each row of a list.
 */
export function dayText(at: string | number, now?: string | number): string {
  const day = new Date(at);
  const isThisYear = now !== undefined && new Date(now).getUTCFullYear() === day.getUTCFullYear();
  return isThisYear ? shortDay(day) : `${shortDay(day)} ${day.getUTCFullYear()}`;
}

/** As `YYYY-MM-DD`, in UTC. Due dates are such days, so no time zone shifts them. */
export function todayUtc(inDays = 0): string {
  return new Date(Date.now() + inDays * dayMs).toISOString().slice(0, 10);
}

/** In UTC: `21 Nov 2026, 09:38 UTC`. */
export function exactText(at: string | number): string {
  const time = new Date(at);
  const clock = `${twoDigits(time.getUTCHours())}:${twoDigits(time.getUTCMinutes())}`;
  return `${shortDay(time)} ${time.getUTCFullYear()}, ${clock} UTC`;
}

export function relativeText(at: string | number, now: string | number): string {
  const distanceMs = new Date(at).getTime() - new Date(now).getTime();
  const size = Math.abs(distanceMs);
  if (size < 45_000) return distanceMs > 0 ? "in a moment" : "just now";
  if (size < 59.5 * minuteMs) return distanceText(distanceMs / minuteMs, "minute");
  if (size < 23.5 * hourMs) return distanceText(distanceMs / hourMs, "hour");
  if (size < 1.5 * dayMs) return distanceMs > 0 ? "tomorrow" : "yesterday";
  if (size < 6.5 * dayMs) return distanceText(distanceMs / dayMs, "day");
  return dayText(at, now);
}

/** The day that has begun counts. */
export function daysLeftText(until: string | number, now: string | number): string {
  const days = Math.ceil((new Date(until).getTime() - new Date(now).getTime()) / dayMs);
  if (days <= 0) return "no time left";
  return `${days} ${days === 1 ? "day" : "days"} left`;
}

function distanceText(distance: number, unit: string): string {
  const count = Math.max(1, Math.round(Math.abs(distance)));
  const words = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return distance > 0 ? `in ${words}` : `${words} ago`;
}
