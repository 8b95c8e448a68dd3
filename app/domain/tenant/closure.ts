/** Why nobody works in a workspace just now, as its own people may know it. */
export type Closure = Suspension | Deletion;

interface Suspension {
  status: "suspended";
  /** In the operator's words, if there are any. */
  reason: string | null;
}

export interface Deletion {
  status: "deleted";
  at: string;
  /** Who did it; null for the operator. */
  by: string | null;
  /** Until when its owners may bring it back. */
  until: string;
  /** That time is over: it is being erased, or will be at any moment. */
  isOver: boolean;
}

/** A refusal that says why, and leads whoever can change it there. */
export interface Closed {
  closure: Closure;
  onward?: { href: string; label: string };
}

const mark = "closed ";

/** It as the answer to one of the router's data requests, of which the error boundary is given nothing but the text. */
export function closedAnswer(closed: Closed): string {
  return mark + JSON.stringify(closed);
}

/** Reads `closedAnswer`; undefined for any other answer. */
export function closedIn(answer: unknown): Closed | undefined {
  if (typeof answer !== "string" || !answer.startsWith(mark)) return undefined;
  return JSON.parse(answer.slice(mark.length)) as Closed;
}
