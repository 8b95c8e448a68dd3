import { isUtf8 } from "node:buffer";
import { parseWithZod } from "@conform-to/zod/v4";
import { data } from "react-router";
import type { z } from "zod";
import { badRequestResponse } from "./responses.ts";

export interface FormAnswer {
  /** By field name; those under "" belong to the form as a whole. */
  errors: Record<string, string[]>;
  /** What was typed, to fill the form again. Never a password. */
  values: Record<string, string>;
}

/** A body that is no form has no fields. @throws the 400 if it isn't UTF-8: it would be stored garbled */
export async function sentFields(request: Request): Promise<FormData> {
  const type = request.headers.get("Content-Type") ?? "";
  const body = Buffer.from(await request.arrayBuffer().catch(() => new ArrayBuffer(0)));
  if (!isUtf8(/^application\/x-www-form-urlencoded\b/i.test(type) ? percentDecoded(body) : body))
    throw badRequestResponse();
  const sent = new Response(body, { headers: { "Content-Type": type } });
  return sent.formData().catch(() => new FormData());
}

function percentDecoded(body: Buffer): Buffer {
  const decoded = body
    .toString("latin1")
    .replaceAll(/%([0-9a-f]{2})/gi, (_, byte) => String.fromCharCode(Number.parseInt(byte, 16)));
  return Buffer.from(decoded, "latin1");
}

/** Enough to refuse a field that came twice; conform's work grows with the square of their number. */
const mostValues = 2;

type Read<Value> = { value: Value; given: FormData } | { errors: Record<string, string[]>; given: FormData };

/** Reads the schema's fields alone: none of conform's own, no `__proto__`. @throws as `sentFields` does */
export async function readForm<Schema extends z.ZodObject>(
  request: Request,
  schema: Schema,
): Promise<Read<z.output<Schema>>> {
  const given = new FormData();
  const sent = await sentFields(request);
  for (const name of Object.keys(schema.shape)) {
    for (const value of sent.getAll(name).slice(0, mostValues)) given.append(name, value);
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
    if (typeof value === "string" && !/password/i.test(name)) values[name] = value;
  }
  // Only the answer to an edit has `current` (answer.ts).
  return data<FormAnswer & { current?: undefined }>({ errors, values }, { status: 400, ...init });
}
