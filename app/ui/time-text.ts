const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const twoDigits = (value: number) => String(value).padStart(2, "0");

/**
 * A day as people write it, in UTC: `21 Nov 2026`. The year is left out when it is `now`'s. Written by hand and not by
 * `Intl`, whose month names differ between a server's and a browser's version and would break hydration.
 */
export function dayText(at: string | number, now?: string | number): string {
  const day = new Date(at);
  const short = `${day.getUTCDate()} ${months[day.getUTCMonth()]}`;
  const isThisYear = now !== undefined && new Date(now).getUTCFullYear() === day.getUTCFullYear();
  return isThisYear ? short : `${short} ${day.getUTCFullYear()}`;
}

/** The exact minute, in UTC: `21 Nov 2026, 09:38 UTC`. */
export function exactText(at: string | number): string {
  const time = new Date(at);
  return `${dayText(at)}, ${twoDigits(time.getUTCHours())}:${twoDigits(time.getUTCMinutes())} UTC`;
}

/** How far `at` is from `now`, in words, up to a week either way; the day beyond that. */
export function relativeText(at: string | number, now: string | number): string {
  const distanceMs = new Date(at).getTime() - new Date(now).getTime();
  const size = Math.abs(distanceMs);
  if (size < 45_000) return distanceMs > 0 ? "in a moment" : "just now";
  if (size < 59.5 * minuteMs) return relative.format(Math.round(distanceMs / minuteMs), "minute");
  if (size < 23.5 * hourMs) return relative.format(Math.round(distanceMs / hourMs), "hour");
  if (size < 6.5 * dayMs) return relative.format(Math.round(distanceMs / dayMs), "day");
  return dayText(at, now);
}
