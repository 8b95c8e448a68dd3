import { dayText, exactText, relativeText } from "#app/base/time-text.ts";

/** With the loader's `now`, server and browser agree on "2 hours ago"; without it, the day is shown. */
export function RelativeTime({ at, now }: { at: string; now?: string | number }) {
  return (
    <time dateTime={at} title={exactText(at)}>
      {now === undefined ? dayText(at) : relativeText(at, now)}
    </time>
  );
}

/** `on` is `YYYY-MM-DD`. With `now`, this year's year is left out. */
export function Day({ on, now }: { on: string; now?: string | number }) {
  return <time dateTime={on}>{dayText(on, now)}</time>;
}
