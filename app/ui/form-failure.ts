import { isRouteErrorResponse } from "react-router";
import { closedIn, overloadIn, overloadText, reasonIn } from "./error-text.ts";
import type { FormAnswer } from "./form-answer.ts";

interface FormFailure extends FormAnswer {
  status: number;
}

/** Each says what happened, and what to do. What was typed is still in the form. */
const texts: Record<number, string> = {
  400: "Part of this form is missing or malformed, so nothing was saved. Load the page again.",
  402: "This goes beyond the plan of this workspace, so nothing was saved.",
  403: "Your role doesn't allow this any more, so nothing was saved. Ask an owner; until then, copy what you need from here.",
  404: "This isn't here any more, or you can't reach it any more, so nothing was saved. Copy what you need from here.",
  405: "This can't be done here.",
  408: "It took too long to arrive, so nothing was saved. Send it again.",
  413: "This is more than the form takes, so nothing was saved. Send less.",
  423: "The audit log of this workspace is damaged, so nothing can be changed. Tell the operator of this installation; then send it again.",
  429: "Too many requests came at once, so nothing was saved. Wait a moment, then send it again.",
  500: "Something went wrong on our side, and it may not have been saved. Look whether it was, or send it again.",
  502: "Rowhouse can't be reached right now, so it may not have been saved. Wait a moment, then send it again.",
  503: "Rowhouse can't reach its data right now, so it may not have been saved. Wait a moment, then send it again.",
  504: "It took too long and was stopped, so it may not have been saved. Wait a moment, then send it again.",
};

export const unreachable =
  "No answer came, so it may not have been saved. Check your connection, then send it again.";

/** In place of what the browser threw, where a page of an error is shown. */
export class UnreachableError extends Error {}

/** Of a link. */
export const notReached = "That page can't be reached. Check your connection, then try again.";

const reasons = {
  origin:
    "This page was not opened at the address that this site knows itself by, so nothing was saved. Open it there.",
  account:
    "You are signed in with another account now, so nothing was saved. Sign in as before, then send it again; or copy what you need from here.",
  archived:
    "This project is archived now, so nothing was saved. Once it is restored, send it again; until then, copy what you need from here.",
  "signed-out": "You are signed out, so nothing was saved. Sign in, come back here, and send it again.",
};

/** The answer that a form gets in place of a page that says what went wrong. */
export function formFailure(error: unknown): FormFailure {
  const { status, text } = failureOf(error);
  return { errors: { "": [text] }, values: {}, isSignedOut: status === 401, status };
}

function failureOf(error: unknown): { status: number; text: string } {
  if (!isRouteErrorResponse(error)) return { status: 503, text: unreachable };
  return { status: error.status, text: formFailureText(error.status, error.data) };
}

/** @param data the body of the answer */
export function formFailureText(status: number, data: unknown): string {
  const reason = reasonIn(data);
  const overload = overloadIn(data);
  if (reason) return reasons[reason];
  if (overload) return overloadText(overload).message;
  if (closedIn(data)) return "This workspace is closed now, so nothing was saved.";
  return texts[status] ?? texts[status < 500 ? 400 : 500] ?? unreachable;
}
