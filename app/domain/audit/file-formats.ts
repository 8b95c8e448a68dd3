import { csvRow } from "#app/base/csv.ts";
import { namesOf } from "#app/domain/membership/reads.ts";
import type { TenantReader } from "#db/transaction.ts";
import { type AuditEvent, actorName, objectName, usersIn } from "./event.ts";
import { nextEvents, nextLines } from "./reads.ts";
import type { AuditSelection } from "./selection.ts";

interface Format {
  contentType: string;
  head: string;
  /** The first events of a selection, and the number of the last of these; null if there are none. */
  read(tx: TenantReader, selection: AuditSelection): Promise<{ text: string; lastId: number } | null>;
}

const columns: Readonly<
  Record<string, (event: AuditEvent, names: ReadonlyMap<string, string>) => string | number | null>
> = {
  number: ({ id }) => id,
  time: ({ at }) => at,
  actor: actorName,
  actor_kind: ({ actorKind }) => actorKind,
  actor_id: ({ actorId }) => actorId,
  verb: ({ verb }) => verb,
  object_type: ({ objectType }) => objectType,
  object_id: ({ objectId }) => objectId,
  object_name: objectName,
  before: ({ before }) => before && JSON.stringify(before),
  after: ({ after }) => after && JSON.stringify(after),
  request_id: ({ requestId }) => requestId,
  ip_address: ({ ipAddress }) => ipAddress,
  hash: ({ hash }) => hash,
};

/** Without it Excel takes the file for an older encoding, and garbles every name that isn't English. */
const byteOrderMark = "\ufeff";

const csv: Format = {
  contentType: "text/csv; charset=utf-8",
  head: byteOrderMark + csvRow(Object.keys(columns)),
  async read(tx, selection) {
    const events = await nextEvents(tx, selection);
    const last = events.at(-1);
    if (!last) return null;
    const names = await namesOf(tx, events.flatMap(usersIn));
    const cellsOf = (event: AuditEvent) => Object.values(columns).map((column) => column(event, names));
    return { text: events.map((event) => csvRow(cellsOf(event))).join(""), lastId: last.id };
  },
};

/** Has every field: the chain of hashes can be computed again from it (docs/operating.md). */
const ndjson: Format = {
  contentType: "application/x-ndjson",
  head: "",
  async read(tx, selection) {
    const lines = await nextLines(tx, selection);
    const last = lines.at(-1);
    return last ? { text: lines.map(({ line }) => `${onOneLine(line)}\n`).join(""), lastId: last.id } : null;
  },
};

/** Some programs take these for the end of a line, and JSON lets them stand. */
function onOneLine(json: string): string {
  return json.replaceAll(
    /[\u0085\u2028\u2029]/g,
    (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export const fileFormats = { csv, ndjson };
