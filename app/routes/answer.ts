import { data, type RouterContextProvider } from "react-router";
import { refusalHeaders } from "#app/base/limiter.ts";
import { appOf, doorContext, memberEntryOf } from "#app/context.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import type { FormAnswer } from "#app/ui/form-answer.ts";
import { refuse } from "./form.ts";
import { limitText } from "./limit-text.ts";
import { archivedResponse, forbiddenResponse, notFoundResponse } from "./responses.ts";
import { tooOftenText } from "./too-often-text.ts";

/** A refusal as a form's page shows it; its status is 400, unless it says otherwise. */
export interface Refusal {
  errors: Record<string, string[]>;
  status?: number;
}

export interface EditAnswer<Current> extends FormAnswer {
  current?: Current;
}

type Context = Readonly<RouterContextProvider>;

interface HowRefused<Reason extends string, Result> {
  /** What was sent, to fill the form again. Absent: nothing was typed. */
  given?: FormData;
  refused: Record<Reason, Refusal | (() => Result)>;
}

interface How<Value, Reason extends string, Result> extends HowRefused<Reason, Result> {
  done(value: Value): Result;
}

type Refused<Current> = ReturnType<typeof data<EditAnswer<Current>>>;
type NotDone<Reason extends string, Current> = Exclude<Outcome<never, Reason, Current>, { kind: "done" }>;

/** Turns a verb's outcome into the answer to a form. @throws the 404, or the 403 */
export function answer<Value, Reason extends string, Current, Result>(
  context: Context,
  outcome: Outcome<Value, Reason, Current>,
  { done, ...how }: How<Value, Reason, Result>,
): Result | Refused<Current> {
  return outcome.kind === "done" ? done(outcome.value) : answerRefusal(context, outcome, how);
}

export function answerRefusal<Reason extends string = never, Current = never, Result = never>(
  context: Context,
  outcome: NotDone<Reason, Current>,
  { given = new FormData(), refused }: HowRefused<Reason, Result>,
): Result | Refused<Current> {
  switch (outcome.kind) {
    case "not-found":
      throw notFoundResponse();
    case "forbidden":
      throw forbiddenAnswer(outcome);
    case "refused": {
      const refusal = refused[outcome.reason];
      if (typeof refusal === "function") return refusal();
      const { errors, status = 400 } = refusal;
      return refuse({ given, errors }, { status });
    }
    case "over-limit": {
      const { reached } = outcome;
      appOf(context).metrics.planLimitHits.inc({ limit: reached.limit, plan: reached.plan });
      return refuse({ given, errors: { "": [limitText(reached, memberEntryOf(context))] } }, { status: 402 });
    }
    case "too-often": {
      const plan = context.get(doorContext).tenant?.plan ?? "none";
      appOf(context).metrics.rateLimited.inc({ plan });
      const headers = refusalHeaders(outcome.limit);
      return refuse({ given, errors: { "": [tooOftenText(outcome)] } }, { status: 429, headers });
    }
    case "stale": {
      const { data: kept } = refuse({ given, errors: {} });
      return data<EditAnswer<Current>>({ ...kept, current: outcome.current }, { status: 409 });
    }
  }
}

function forbiddenAnswer({ because }: { because?: "archived" }) {
  return because === "archived" ? archivedResponse() : forbiddenResponse();
}

/** @throws the 404 or the 403 of an outcome that can only be one of those or `done` */
export function requireDone<Value>(outcome: Outcome<Value>): Value {
  if (outcome.kind === "done") return outcome.value;
  throw outcome.kind === "forbidden" ? forbiddenAnswer(outcome) : notFoundResponse();
}
