import { parseWithZod } from "@conform-to/zod/v4";
import { data, type RouterContextProvider } from "react-router";
import type { z } from "zod";
import { formContext } from "#app/context.ts";
import { fieldsIn } from "#app/http/form-fields.ts";
import { mostShown } from "#app/http/typed-text.ts";
import type { FormAnswer } from "#app/ui/form-answer.ts";
import { badRequestResponse } from "./responses.ts";

/** The form that was sent. @throws the 400 if it can't be read (app/http/form-fields.ts) */
export async function sentFields(
  request: Request,
  context: Readonly<RouterContextProvider>,
): Promise<FormData> {
  const known = context.get(formContext);
  const fields = known ? known.fields : await fieldsIn(request);
  if (!fields) throw badRequestResponse();
  return fields;
}

/** Enough to refuse a field that came twice; conform's work grows with the square of their number. */
const mostValues = 2;

type Read<Value> = { value: Value; given: FormData } | { errors: Record<string, string[]>; given: FormData };

/** Reads the schema's fields alone: none of conform's own, no `__proto__`. @throws as `sentFields` does */
export async function readForm<Schema extends z.ZodObject>(
  request: Request,
  context: Readonly<RouterContextProvider>,
  schema: Schema,
): Promise<Read<z.output<Schema>>> {
  const given = new FormData();
  const fields = await sentFields(request, context);
  for (const name of Object.keys(schema.shape)) {
    for (const value of fields.getAll(name).slice(0, mostValues)) given.append(name, value);
  }
  const submission = parseWithZod(given, { schema });
  if (submission.status === "success") return { value: submission.value, given };
  const errors = Object.entries(submission.error ?? {}).map(([name, problems]) => [name, problems ?? []]);
  return { errors: Object.fromEntries(errors), given };
}

interface RefusedForm {
  given: FormData;
  errors: Record<string, string[]>;
}

export function refuse(
  { given, errors }: RefusedForm,
  init: { status?: number; headers?: HeadersInit } = {},
) {
  const values: Record<string, string> = {};
  for (const [name, value] of given) {
    if (typeof value === "string" && !/password/i.test(name)) values[name] = value.slice(0, mostShown);
  }
  // Only the answer to an edit has `current` (answer.ts).
  return data<FormAnswer & { current?: undefined }>({ errors, values }, { status: 400, ...init });
}
