import type { TooOften } from "#app/domain/outcome.ts";

export function tooOftenText(refusal: TooOften): string {
  const { points, msBeforeReset: waitMs } = refusal.limit;
  switch (refusal.reason) {
    case "attempts":
      return `Too many attempts. Try again in ${secondsOrMinutesText(waitMs)}.`;
    case "invitations-sent":
      return `That would be more than ${points} invitations within an hour. Invite fewer, or go on in ${minutesText(waitMs)}.`;
    case "invitations-received":
      return `${refusal.email} was sent enough invitations within the hour. Try again later, or copy the link and pass it on yourself.`;
    case "mailbox-full":
      return `${points} invitations were mailed to this address within an hour. Open the newest from this workspace, or ask again in ${minutesText(waitMs)}.`;
    case "invitation-sent-again":
      return `It was sent less than a minute ago. Wait ${secondsText(waitMs)}, then send it again.`;
  }
}

function secondsOrMinutesText(waitMs: number): string {
  const seconds = wholeWait(waitMs, 1_000);
  if (seconds > 120) return `${wholeWait(waitMs, 60_000)} minutes`;
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
}

function minutesText(waitMs: number): string {
  const count = wholeWait(waitMs, 60_000);
  return count === 1 ? "a minute" : `${count} minutes`;
}

function secondsText(waitMs: number): string {
  const count = wholeWait(waitMs, 1_000);
  return count === 1 ? "a second" : `${count} seconds`;
}

/** Never none, and never less than the wait. */
function wholeWait(waitMs: number, unitMs: number): number {
  return Math.max(Math.ceil(waitMs / unitMs), 1);
}
