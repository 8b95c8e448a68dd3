import { isUtf8 } from "node:buffer";

/** No form has nearly as many, and a third of a million of them, in 1 MiB, would take the thread for 150 ms. */
const mostFields = 1_000;
/** Of all parts of a form in parts. A megabyte of them would take the thread for 40 ms. */
const mostHeaderBytes = 64 * 1024;

/** Null if it isn't UTF-8, because it would be stored garbled, or has more than 1,000 fields. What is no form has none. */
export async function fieldsIn(request: Request): Promise<FormData | null> {
  const type = request.headers.get("Content-Type") ?? "";
  const body = Buffer.from(await request.arrayBuffer().catch(() => new ArrayBuffer(0)));
  if (encoded.test(type)) return encodedFields(body);
  if (!type.toLowerCase().startsWith("multipart/form-data")) return new FormData();
  const [, quoted, boundary = quoted] = inParts.exec(type) ?? [];
  return boundary === undefined ? null : fieldsInParts(body, type, boundary);
}

const encoded = /^application\/x-www-form-urlencoded(;|$)/i;
/**
 * As browsers write it. A boundary has at most 70 letters (RFC 2046): looking for a longer one takes its length times the
 * body's, and Node's reader of types the square of their length.
 */
const inParts = /^multipart\/form-data; ?boundary=(?:"([\w'()+,./:=?-]{1,70})"|([\w'()+,./:=?-]{1,70}))$/i;

function encodedFields(body: Buffer): FormData | null {
  if (holdsMoreThan(mostFields, "&", body) || !isUtf8(percentDecoded(body))) return null;
  const fields = new FormData();
  // Its own way from plus signs to spaces takes the thread for 30 ms, if 1 MiB is all plus signs.
  for (let at = 0; at < body.length; at++) if (body[at] === plus) body[at] = space;
  for (const [name, value] of new URLSearchParams(body.toString())) fields.append(name, value);
  return fields;
}

const plus = 0x2b;
const space = 0x20;

function holdsMoreThan(most: number, separator: string, body: Buffer): boolean {
  let at = -1;
  for (let found = 0; found <= most; found++) {
    at = body.indexOf(separator, at + 1);
    if (at === -1) return false;
  }
  return true;
}

async function fieldsInParts(
  body: Buffer<ArrayBuffer>,
  type: string,
  boundary: string,
): Promise<FormData | null> {
  if (!isUtf8(body) || holdsTooMuch(partsOf(body, `--${boundary}`))) return null;
  const sent = new Response(body, { headers: { "Content-Type": type } });
  return sent.formData().catch(() => new FormData());
}

interface Parts {
  count: number;
  headerBytes: number;
}

function partsOf(body: Buffer, boundary: string): Parts {
  const parts = { count: 0, headerBytes: 0 };
  for (
    let at = body.indexOf(boundary);
    at !== -1 && !holdsTooMuch(parts);
    at = body.indexOf(boundary, at + 1)
  ) {
    const end = body.subarray(at, at + mostHeaderBytes).indexOf("\r\n\r\n");
    parts.count++;
    parts.headerBytes += end === -1 ? Math.min(body.length - at, mostHeaderBytes) : end;
  }
  return parts;
}

function holdsTooMuch({ count, headerBytes }: Parts): boolean {
  return count > mostFields || headerBytes > mostHeaderBytes;
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
