import { dayText, exactText, relativeText } from "#app/base/time-text.ts";

/**
 * A moment. With the loader's `now` it reads "2 hours ago", and server and browser agree on it; without, it is the day.
 * The exact minute is in the title.
 */
export function RelativeTime({ at, now }: { at: string; now?: string | number }) {
  return (
    <time dateTime={at} title={exactText(at)}>
      {now === undefined ? dayText(at) : relativeText(at, now)}
    </time>
  );
}

/** A day without a time, such as a due date (`YYYY-MM-DD`). With `now`, this year's year is left out. */
export function Day({ on, now }: { on: string; now?: string | number }) {
  return <time dateTime={on}>{dayText(on, now)}</time>;
}
