import type { Overload } from "#app/domain/plan/overload.ts";
import type { Closure } from "#app/domain/tenant/closure.ts";

export interface ErrorText {
  title: string;
  message: string;
}

const texts: Record<number, ErrorText> = {
  // No answer at all.
  0: { title: "This page can't be reached", message: "Check your connection, then try again." },
  400: {
    title: "This request isn't right",
    message: "Part of it is missing or malformed. Go back and try again.",
  },
  401: { title: "You are signed out", message: "Sign in, and try again." },
  402: { title: "Your plan ends here", message: "This goes beyond the plan of this workspace." },
  403: { title: "Your role doesn't allow this", message: "Ask an owner of this workspace." },
  404: { title: "Not found", message: "You don't have access to this, or it doesn't exist." },
  405: {
    title: "This can't be done here",
    message: "The page exists, but it doesn't take this kind of request.",
  },
  409: {
    title: "Someone else changed this",
    message: "It was changed after you opened it. Load it again, then make your change.",
  },
  413: {
    title: "That is too much at once",
    message: "What you sent is larger than this page takes. Go back, and send less.",
  },
  414: {
    title: "This address is too long",
    message: "No page here has one like it. Check the link that led you here.",
  },
  423: {
    title: "Nothing can be changed here now",
    message:
      "The audit log of this workspace is damaged, so no change can be noted in it, and nothing was saved. Tell the operator of this installation. When the log is repaired, you can send this again.",
  },
  429: { title: "Too many requests", message: "Nothing was saved. Wait a moment, then try again." },
  500: {
    title: "Something went wrong",
    message: "It is our fault, not yours. What you did may not have been saved.",
  },
  503: {
    title: "Back in a moment",
    message:
      "Rowhouse can't reach its data right now, and what you just sent may not have been saved. Try again in a few seconds.",
  },
  504: {
    title: "This took too long",
    message: "It was stopped, and nothing was saved. Ask for less at once, or try again later.",
  },
};

const unknown: ErrorText = { title: "Something went wrong", message: "Go back and try again." };

/** `account`: the form is of a page that another account was shown. */
export type Reason = "origin" | "account" | "signed-out" | "archived";

const reasons: Record<Reason, ErrorText> = {
  origin: {
    title: "Sent from somewhere else",
    message:
      "This form was not sent from the address this site knows itself by. Open it there, or set APP_URL to the address people use.",
  },
  account: {
    title: "You are signed in with another account now",
    message:
      "This form was shown to another account, so nothing was saved. Sign in as before, and send it again.",
  },
  archived: {
    title: "This project is archived",
    message: "Nothing in it can be changed until it is restored.",
  },
  "signed-out": {
    title: "You are signed out",
    message: "Nothing was saved. Sign in, and send it again.",
  },
};

/** A refused data request is answered with the reason's word alone. */
export function reasonIn(answer: unknown): Reason | undefined {
  return typeof answer === "string" && Object.hasOwn(reasons, answer) ? (answer as Reason) : undefined;
}

export function errorText(status: number, reason?: Reason): ErrorText {
  if (reason) return reasons[reason];
  return texts[status] ?? (status >= 500 ? texts[500] : undefined) ?? unknown;
}

export function homeOf({ slug, name }: { slug: string; name: string }) {
  return { href: `/${slug}`, label: `Go to ${name}` };
}

/** The same request may succeed later. */
export function passes(status: number): boolean {
  return status === 0 || status === 423 || status === 429 || status === 503 || status === 504;
}

interface OverloadText extends ErrorText {
  retryAfterSeconds?: number;
}

export function overloadText(overload: Overload): OverloadText {
  const { plan } = overload;
  const ofPlan = plan ? ` on the ${plan} plan` : "";
  if (overload.limit === "statement") {
    return {
      title: "This took too long",
      message: `One step of it took longer than ${overload.seconds} seconds, which is the most${ofPlan}. So it was stopped, and nothing was saved. Try again later; if it was a search, use a longer word.`,
    };
  }
  const { limit, atOnce, waitSeconds } = overload;
  const things = limit === "slow" ? "searches and exports" : "requests";
  const many =
    atOnce === 1 ? `It runs its ${things} one after another` : `It runs ${atOnce} ${things} at the same time`;
  return {
    title: "Your workspace is busy",
    message: `${many}${limit === "slow" ? "" : ofPlan}, and too many others are waiting. Nothing was saved.`,
    retryAfterSeconds: waitSeconds,
  };
}

const overloadMark = "busy ";

/** For a data request, as `closedAnswer`. */
export function overloadAnswer(overload: Overload): string {
  return overloadMark + JSON.stringify(overload);
}

export function overloadIn(answer: unknown): Overload | undefined {
  if (typeof answer !== "string" || !answer.startsWith(overloadMark)) return undefined;
  return JSON.parse(answer.slice(overloadMark.length)) as Overload;
}

/** Why a workspace is closed; `onward` leads those who can change that. */
export interface Closed {
  closure: Closure;
  onward?: { href: string; label: string };
}

const mark = "closed ";

/** For a data request: the router gives the error boundary nothing but the text. */
export function closedAnswer(closed: Closed): string {
  return mark + JSON.stringify(closed);
}

export function closedIn(answer: unknown): Closed | undefined {
  if (typeof answer !== "string" || !answer.startsWith(mark)) return undefined;
  return JSON.parse(answer.slice(mark.length)) as Closed;
}
