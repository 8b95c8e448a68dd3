import type { AuditRow } from "#app/domain/audit/reads.ts";
import { nameOf } from "#app/routes/tenant/name-of.ts";
import { type FieldChange, fieldChanges, idsIn } from "./fields.ts";
import { type Sentence, sentence } from "./words.ts";

/** An event as the page shows it: words, and nothing that it doesn't show. */
export interface PresentedEvent {
  id: number;
  at: string;
  /** Who it was; a person by their name. */
  who: string;
  what: Sentence;
  object: { type: string; id: string; name: string | null };
  changes: FieldChange[];
  verb: string;
  requestId: string | null;
  ipAddress: string | null;
}

/** Ids in events that may be people's. Their names are looked up in the control plane, all at once. */
export function peopleIn(rows: readonly AuditRow[]): (string | null)[] {
  return rows.flatMap(({ actorId, objectType, objectId, before, after }) => [
    actorId,
    objectType === "member" ? objectId : null,
    ...idsIn(before),
    ...idsIn(after),
  ]);
}

export function presentEvent(row: AuditRow, names: ReadonlyMap<string, string>): PresentedEvent {
  const { id, at, verb, objectType, objectId, before, after, requestId, ipAddress } = row;
  const name = objectName(row, names);
  const isOneself = row.actorId === objectId;
  return {
    id,
    at,
    who: actorName(row, names),
    what: sentence({ verb, object: name, isOneself, before: before ?? {}, after: after ?? {} }),
    object: { type: objectType, id: objectId, name },
    changes: fieldChanges(before, after, names),
    verb,
    requestId,
    ipAddress,
  };
}

/** Who did it, for the page and for exports. */
export function actorName(
  { actorKind, actorId }: Pick<AuditRow, "actorKind" | "actorId">,
  names: ReadonlyMap<string, string>,
): string {
  if (actorId) return nameOf(names, actorId);
  return actorKind === "operator" ? "The operator" : "Rowhouse";
}

/** What it was done to, for the page and for exports: a member by their name now, anything else as it was called then. */
export function objectName(
  { objectType, objectId, objectName }: Pick<AuditRow, "objectType" | "objectId" | "objectName">,
  names: ReadonlyMap<string, string>,
): string | null {
  return objectType === "member" ? nameOf(names, objectId) : objectName;
}
