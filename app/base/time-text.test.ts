import { expect, test } from "vitest";
import { daysLeftText, dayText, exactText, relativeText } from "./time-text.ts";

const now = "2026-11-21T12:00:00.000Z";

test.each([
  ["2026-11-21T11:59:40.000Z", "just now"],
  ["2026-11-21T12:00:20.000Z", "in a moment"],
  ["2026-11-21T11:59:00.000Z", "1 minute ago"],
  ["2026-11-21T11:00:20.000Z", "1 hour ago"],
  ["2026-11-21T15:00:00.000Z", "in 3 hours"],
  ["2026-11-20T12:00:00.000Z", "yesterday"],
  ["2026-11-24T12:00:00.000Z", "in 3 days"],
  ["2026-11-10T12:00:00.000Z", "10 Nov"],
  ["2025-11-10T12:00:00.000Z", "10 Nov 2025"],
])("%s reads as %s", (at, text) => {
  expect(relativeText(at, now)).toBe(text);
});

test("no distance is called 60 minutes or 24 hours", () => {
  for (let seconds = 0; seconds < 8 * 86_400; seconds += 61) {
    const text = relativeText(Date.parse(now) - seconds * 1000, now);
    expect(text).not.toMatch(/\b(60 minutes|24 hours|7 days|0 )/);
  }
});

test("a day without a time stays that day", () => {
  expect(dayText("2026-12-01")).toBe("1 Dec 2026");
  expect(dayText("2026-12-01", now)).toBe("1 Dec");
});

test("the exact time says its zone", () => {
  expect(exactText("2026-09-05T07:04:59.999Z")).toBe("5 Sep 2026, 07:04 UTC");
});

test.each([
  ["2026-12-21T12:00:00.000Z", "30 days left"],
  ["2026-11-22T12:00:01.000Z", "2 days left"],
  ["2026-11-21T12:00:01.000Z", "1 day left"],
  [now, "no time left"],
])("until %s there are %s", (until, text) => {
  expect(daysLeftText(until, now)).toBe(text);
});
