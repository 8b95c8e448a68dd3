import { type RefObject, useEffect, useRef } from "react";
import type { Fetcher } from "react-router";
import { typedIn } from "./drafts.ts";
import { isRefusal } from "./form-answer.ts";

interface Done {
  /** It is stored; the router loads what it changed. */
  stored(): void;
  /** The page is there, and nothing else was typed meanwhile. */
  done(): void;
}

/** Tells when what a form has sent is done. If other text was typed meanwhile, it tells nothing: that text stays. */
export function useDone(
  { state, formData, data }: Fetcher,
  form: RefObject<HTMLFormElement | null>,
  { stored, done }: Done,
): void {
  const sent = useRef<string | null>(null);
  const isStored = useRef(false);
  useEffect(() => {
    if (state === "idle" && sent.current === null) return;
    const typed = form.current
      ? JSON.stringify(typedIn(form.current).filter(([name]) => name !== "id"))
      : null;
    sent.current ??= typed;
    if (state === "loading" && formData && !isRefusal(data) && !isStored.current) {
      isStored.current = true;
      if (typed === sent.current) stored();
    }
    if (state !== "idle") return;
    if (isStored.current && typed === sent.current) done();
    isStored.current = false;
    sent.current = null;
  });
}
