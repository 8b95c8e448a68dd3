/** A note is worth knowing and no reason to worry. */
export interface Finding {
  check: string;
  status: "ok" | "note" | "problem";
  detail: string;
}

export const ok = (check: string, detail: string): Finding => ({ check, status: "ok", detail });
export const note = (check: string, detail: string): Finding => ({ check, status: "note", detail });
/** `detail` says what is wrong and what to do. */
export const problem = (check: string, detail: string): Finding => ({ check, status: "problem", detail });
