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

/** No form has nearly as many, and a third of a million of them, in 1 MiB, would take the thread for 150 ms. */
const mostFields = 1_000;

/**
 * A body that is no form has no fields.
 * @throws the 400 if it isn't UTF-8, because it would be stored garbled, or has more than 1,000 fields
 */
export async function sentFields(request: Request): Promise<FormData> {
  const type = request.headers.get("Content-Type") ?? "";
  const body = Buffer.from(await request.arrayBuffer().catch(() => new ArrayBuffer(0)));
  const isEncoded = /^application\/x-www-form-urlencoded\b/i.test(type);
  const separator = isEncoded ? "&" : `--${/boundary="?([^";]+)/i.exec(type)?.[1] ?? ""}`;
  if (holdsMoreThan(mostFields, separator, body)) throw badRequestResponse();
  if (!isUtf8(isEncoded ? percentDecoded(body) : body)) throw badRequestResponse();
  const sent = new Response(body, { headers: { "Content-Type": type } });
  return sent.formData().catch(() => new FormData());
}

function holdsMoreThan(most: number, separator: string, body: Buffer): boolean {
  let at = -1;
  for (let found = 0; found <= most; found++) {
    at = body.indexOf(separator, at + 1);
    if (at === -1) return false;
  }
  return true;
}

/** Byte by byte: a replacement by a pattern takes the thread for 100 ms, if 1 MiB is all escapes. */
function percentDecoded(body: Buffer): Buffer {
  const decoded = Buffer.alloc(body.length);
  let length = 0;
  for (let at = 0; at < body.length; at++) {
    const escaped = body[at] === percent ? hexDigit(body[at + 1]) * 16 + hexDigit(body[at + 2]) : Number.NaN;
    decoded[length++] = Number.isNaN(escaped) ? (body[at] ?? 0) : escaped;
    if (!Number.isNaN(escaped)) at += 2;
  }
  return decoded.subarray(0, length);
}

const percent = 0x25;

/** NaN if it is none. */
function hexDigit(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : Number.NaN;
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
