import { data } from "react-router";
import type { EditAnswer } from "#app/routes/answer.ts";
import { refuse } from "#app/routes/form.ts";

export type { EditAnswer };
/** Refuses an edit of a stale version with 409. The form is shown again with the person's text kept. */
export function stale<Current extends { version: number }>(given: FormData, current: Current) {
  const { data: answer } = refuse({ given, errors: {} });
  return data<EditAnswer<Current>>({ ...answer, current }, { status: 409 });
}
