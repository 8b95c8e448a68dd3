import { expect, test } from "vitest";
import { tooOften } from "#app/domain/outcome.ts";
import { tooOftenText } from "./too-often-text.ts";

const waiting = (msBeforeReset: number) => ({
  name: "some",
  durationSeconds: 3_600,
  points: 100,
  remaining: 0,
  msBeforeReset,
});

test.each([
  [0, "1 second"],
  [59_001, "60 seconds"],
  [120_000, "120 seconds"],
  [120_001, "3 minutes"],
  [3_600_000, "60 minutes"],
])("after too many attempts, %i ms to wait are %s", (milliseconds, text) => {
  expect(tooOftenText(tooOften({ reason: "attempts", limit: waiting(milliseconds) }))).toBe(
    `Too many attempts. Try again in ${text}.`,
  );
});

test.each([
  [10_000, "a minute"],
  [60_001, "2 minutes"],
  [3_000_000, "50 minutes"],
])("after too many invitations, %i ms to wait are %s", (milliseconds, text) => {
  expect(tooOftenText(tooOften({ reason: "invitations-sent", limit: waiting(milliseconds) }))).toBe(
    `That would be more than 100 invitations within an hour. Invite fewer, or go on in ${text}.`,
  );
});

test.each([
  [12, "a second"],
  [1_001, "2 seconds"],
  [60_000, "60 seconds"],
])("before an invitation is sent again, %i ms to wait are %s", (milliseconds, text) => {
  expect(tooOftenText(tooOften({ reason: "invitation-sent-again", limit: waiting(milliseconds) }))).toBe(
    `It was sent less than a minute ago. Wait ${text}, then send it again.`,
  );
});

test("a full mailbox is named", () => {
  const refusal = tooOften({
    reason: "invitations-received",
    email: "ada@example.test",
    limit: waiting(1_000),
  });
  expect(tooOftenText(refusal)).toBe(
    "ada@example.test was sent enough invitations within the hour. Try again later, or copy the link and pass it on yourself.",
  );
});

test("after too many invitations to a mailbox, it is said where to look", () => {
  expect(tooOftenText(tooOften({ reason: "mailbox-full", limit: { ...waiting(60_001), points: 5 } }))).toBe(
    "5 invitations were mailed to this address within an hour. Open the newest from this workspace, or ask again in 2 minutes.",
  );
});
