const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const twoDigits = (value: number) => (value < 10 ? `0${value}` : `${value}`);
const shortDay = (day: Date) => `${day.getUTCDate()} ${months[day.getUTCMonth()]}`;

/**
 * A day as people write it, in UTC: `21 Nov 2026`. The year is left out when it is `now`'s. Written by hand and not by
 * `Intl`, whose words differ between a server's and a browser's version, which would break hydration, and which takes
 * several times as long for each row of a list.
 */
export function dayText(at: string | number, now?: string | number): string {
  const day = new Date(at);
  const isThisYear = now !== undefined && new Date(now).getUTCFullYear() === day.getUTCFullYear();
  return isThisYear ? shortDay(day) : `${shortDay(day)} ${day.getUTCFullYear()}`;
}

/** Today in UTC as `YYYY-MM-DD`, or a day so many days from it. Due dates are such days: no time zone shifts them. */
export function todayUtc(inDays = 0): string {
  return new Date(Date.now() + inDays * dayMs).toISOString().slice(0, 10);
}

/** The exact minute, in UTC: `21 Nov 2026, 09:38 UTC`. */
export function exactText(at: string | number): string {
  const time = new Date(at);
  const clock = `${twoDigits(time.getUTCHours())}:${twoDigits(time.getUTCMinutes())}`;
  return `${shortDay(time)} ${time.getUTCFullYear()}, ${clock} UTC`;
}

/** How far `at` is from `now`, in words, up to a week either way; the day beyond that. */
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

/** How much is left until a moment, in days, the one that has begun included: `3 days left`. */
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
