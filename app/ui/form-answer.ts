/** What the answer to a form says, if it was not done. */
export interface FormAnswer {
  /** By field name; those under "" belong to the form as a whole. */
  errors: Record<string, string[]>;
  /** What was typed, to fill the form again. Never a password. */
  values: Record<string, string>;
  /** The session has ended: the same form can be sent once one is signed in again. */
  isSignedOut?: boolean;
  /** Of an edit that somebody else overtook: what is there now, and shown. */
  current?: unknown;
}

export function isRefusal(answer: unknown): answer is FormAnswer {
  return typeof answer === "object" && answer !== null && "errors" in answer;
}
