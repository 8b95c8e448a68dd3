import type { PlanLimitReached } from "./plan/plans.ts";

/**
 * What a verb answers. Verbs decide first and write then: unless it is `done`, nothing was written. Routes turn an outcome
 * into data, a redirect or a status in one place (routes/answer.ts); the command line says it in a line.
 */
export type Outcome<Value = undefined, Reason extends string = never, Current = never> =
  | { kind: "done"; value: Value }
  /** It isn't there, or not for this actor. */
  | { kind: "not-found" }
  /** The actor's role, read again, doesn't allow it. */
  | { kind: "forbidden" }
  /** Nothing is wrong with who asks; what they ask can't be. */
  | { kind: "refused"; reason: Reason }
  /** The plan has no room. */
  | { kind: "over-limit"; reached: PlanLimitReached }
  /** It was done too often. */
  | { kind: "too-often"; headers: Record<string, string>; message: string }
  /** It was changed since the actor read it; `current` is what stands there now. */
  | { kind: "stale"; current: Current };

export function done(): { kind: "done"; value: undefined };
export function done<Value>(value: Value): { kind: "done"; value: Value };
export function done(value?: unknown) {
  return { kind: "done", value };
}

export const notFound = { kind: "not-found" } as const;
export const forbidden = { kind: "forbidden" } as const;

export function refused<Reason extends string>(reason: Reason) {
  return { kind: "refused", reason } as const;
}

export function overLimit(reached: PlanLimitReached) {
  return { kind: "over-limit", reached } as const;
}

export function tooOften({ headers, message }: { headers: Record<string, string>; message: string }) {
  return { kind: "too-often", headers, message } as const;
}

export function stale<Current>(current: Current) {
  return { kind: "stale", current } as const;
}
