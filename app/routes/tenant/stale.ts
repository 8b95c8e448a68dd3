import { data } from "react-router";
import { type FormAnswer, refuse } from "#app/routes/form.ts";

/** The answer to an edit that was not accepted; if the thing changed meanwhile, with what stands there now. */
export interface EditAnswer<Current> extends FormAnswer {
  current?: Current;
}

/** Refuses an edit of a stale version with 409. The form is shown again with the person's text kept. */
export function stale<Current extends { version: number }>(given: FormData, current: Current) {
  const { data: answer } = refuse({ given, errors: {} });
  return data<EditAnswer<Current>>({ ...answer, current }, { status: 409 });
}
