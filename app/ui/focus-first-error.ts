import { type RefObject, useEffect } from "react";

/** Moves focus to the first wrong field of `form` whenever the server's answer (`errors`) brings new errors. */
export function useFocusFirstError(form: RefObject<HTMLFormElement | null>, errors: unknown): void {
  useEffect(() => {
    if (errors) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [form, errors]);
}
