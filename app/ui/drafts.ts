import type { Beginning } from "./form-beginning.tsx";

/**
 * What is typed into a form, kept in this browser until it is stored or thrown away. Of an account it is kept until it
 * signs out here, and given back to that account alone; without one, as long as the tab is open.
 */

/** Name and value of each field. */
export type Draft = [string, string][];

interface Place {
  accountId: string | null;
  /** The page, and where its form is sent. */
  form: string;
}

const prefix = "draft";
/** When the drafts of this browser were forgotten: a page that is older keeps none any more. */
const forgottenKey = "drafts-forgotten";
const mostCharacters = 100_000;
const mostDays = 30;

function keyOf({ accountId, form }: Place): string {
  return `${prefix} ${accountId ?? ""} ${form}`;
}

function storeOf({ accountId }: Place): Storage {
  return accountId === null ? sessionStorage : localStorage;
}

/** Browsers may refuse to store anything, or have no room: then nothing is kept. */
function unlessRefused<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

export function keepDraft(place: Place, fields: Draft): void {
  if (place.accountId !== null && isOlderThanSignOut()) return;
  const text = JSON.stringify({ at: Date.now(), fields });
  if (text.length <= mostCharacters) unlessRefused(() => storeOf(place).setItem(keyOf(place), text));
}

export function draftAt(place: Place): Draft | undefined {
  return unlessRefused(() => {
    const text = storeOf(place).getItem(keyOf(place));
    return text === null ? undefined : (JSON.parse(text) as { fields: Draft }).fields;
  });
}

export function forgetDraft(place: Place): void {
  unlessRefused(() => storeOf(place).removeItem(keyOf(place)));
}

/** When people have signed out: another person may use this browser next. */
export function forgetAllDrafts(): void {
  forgetWhere(() => true);
  unlessRefused(() => localStorage.setItem(forgottenKey, String(Date.now())));
}

function isOlderThanSignOut(): boolean {
  const at = unlessRefused(() => Number(localStorage.getItem(forgottenKey))) ?? 0;
  return at > performance.timeOrigin;
}

const leavingKey = "signing-out";

/** Drafts are forgotten once it is done (`forgetAfterSignOut`). */
export function noteSigningOut(): void {
  unlessRefused(() => sessionStorage.setItem(leavingKey, "yes"));
}

/** For app/root.tsx, with each document. */
export function forgetAfterSignOut(isSignedIn: boolean): void {
  const wasLeaving = unlessRefused(() => sessionStorage.getItem(leavingKey)) === "yes";
  unlessRefused(() => sessionStorage.removeItem(leavingKey));
  if (wasLeaving && !isSignedIn) forgetAllDrafts();
}

export function forgetOldDrafts(now: number): void {
  forgetWhere((text) => {
    const at = unlessRefused(() => (JSON.parse(text) as { at: number }).at) ?? 0;
    return now - at > mostDays * 24 * 60 * 60 * 1000;
  });
}

function forgetWhere(isOver: (text: string) => boolean): void {
  for (const store of [localStorage, sessionStorage]) {
    unlessRefused(() => {
      const keys = Object.keys(store).filter((key) => key.startsWith(`${prefix} `));
      for (const key of keys) if (isOver(store.getItem(key) ?? "")) store.removeItem(key);
    });
  }
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** What a form began with, and what only a draft gives back: the hidden fields `version` and `id`. */
const beginnings = ["version", "id"];

/** Those that people fill, and what they began with. No password, and nothing to choose from by clicking. */
function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.elements].filter((element): element is Field => {
    if (element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement)
      return element.name !== "";
    if (!(element instanceof HTMLInputElement) || element.name === "" || element.readOnly) return false;
    return element.type === "hidden"
      ? beginnings.includes(element.name)
      : ["text", "email", "date", "search", "url", "tel", "number"].includes(element.type);
  });
}

export function typedIn(form: HTMLFormElement): Draft {
  return fieldsOf(form).map(({ name, value }) => [name, value]);
}

/** @returns whether any field had another value */
export function putInto(form: HTMLFormElement, draft: Draft): boolean {
  const values = new Map(draft);
  const fields = fieldsOf(form).filter(({ type }) => type !== "hidden");
  const differing = fields.filter(({ name, value }) => (values.get(name) ?? value) !== value);
  for (const field of differing) setValue(field, values.get(field.name) ?? "");
  return differing.length > 0;
}

export function begunIn(draft: Draft): Beginning {
  return Object.fromEntries(draft.filter(([name]) => beginnings.includes(name)));
}

/** As if it was typed, so that listeners of the field learn of it. */
function setValue(field: Field, value: string): void {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value")?.set?.call(field, value);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
