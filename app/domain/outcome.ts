import type { UsedUpLimit } from "#app/base/limiter.ts";
import type { PlanLimitReached } from "./plan/plans.ts";

/** What a verb answers: unless it is `done`, nothing of what was asked is done. See routes/answer.ts. */
export type Outcome<Value = undefined, Reason extends string = never, Current = never> =
  | { kind: "done"; value: Value }
  /** It isn't there, or not for this actor. */
  | { kind: "not-found" }
  /** The actor's role, read again, doesn't allow it; or no role does, because the project rests. */
  | { kind: "forbidden"; because?: "archived" }
  /** The actor may ask it, but it can't be done. */
  | { kind: "refused"; reason: Reason }
  | { kind: "over-limit"; reached: PlanLimitReached }
  | TooOften
  /** It was changed since the actor read it, to `current`. */
  | { kind: "stale"; current: Current };

/** Says what, in no words for people: answer.ts makes the sentence and the headers. */
type Excess = { limit: UsedUpLimit } & (
  | { reason: "attempts" | "invitations-sent" | "invitation-sent-again" | "mailbox-full" }
  | { reason: "invitations-received"; email: string }
);

export type TooOften = { kind: "too-often" } & Excess;

export function done(): { kind: "done"; value: undefined };
export function done<Value>(value: Value): { kind: "done"; value: Value };
export function done(value?: unknown) {
  return { kind: "done", value };
}

export const notFound = { kind: "not-found" } as const;
export const forbidden = { kind: "forbidden" } as const;
export const archived = { kind: "forbidden", because: "archived" } as const;

export function refused<Reason extends string>(reason: Reason) {
  return { kind: "refused", reason } as const;
}

export function overLimit(reached: PlanLimitReached) {
  return { kind: "over-limit", reached } as const;
}

export function tooOften(excess: Excess): TooOften {
  return { kind: "too-often", ...excess };
}

/** Of an edit that began with another version. One that changes nothing was sent twice: it is done. */
export function staleUnlessSame<Text, Current extends Text>(
  current: Current,
  wanted: Text,
): { kind: "stale"; current: Current } | { kind: "done"; value: undefined } {
  return isSame(current, wanted) ? done() : { kind: "stale", current };
}

/** Whether everything in `wanted` is in `current`. */
export function isSame<Text>(current: Text, wanted: Text): boolean {
  return (Object.keys(wanted as object) as (keyof Text)[]).every((key) => current[key] === wanted[key]);
}
