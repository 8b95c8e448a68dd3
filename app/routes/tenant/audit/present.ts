import { type AuditEvent, actorName, objectName, usersIn } from "#app/domain/audit/event.ts";
import { type FieldChange, fieldChanges, idsIn } from "./fields.ts";
import { type Sentence, sentence } from "./words.ts";

/** An event as the page shows it, and no more. */
export interface PresentedEvent {
  id: number;
  at: string;
  who: string;
  what: Sentence;
  object: { type: string; id: string; name: string | null };
  changes: FieldChange[];
  verb: string;
  requestId: string | null;
  ipAddress: string | null;
}

export function idsInEvents(events: readonly AuditEvent[]): (string | null)[] {
  return events.flatMap((event) => [...usersIn(event), ...idsIn(event.before), ...idsIn(event.after)]);
}

export function presentEvent(event: AuditEvent, names: ReadonlyMap<string, string>): PresentedEvent {
  const { id, at, verb, objectType, objectId, before, after, requestId, ipAddress } = event;
  const name = objectName(event, names);
  const isOneself = event.actorId === objectId;
  return {
    id,
    at,
    who: actorName(event, names),
    what: sentence({ verb, object: name, isOneself, before: before ?? {}, after: after ?? {} }),
    object: { type: objectType, id: objectId, name },
    changes: fieldChanges(before, after, names),
    verb,
    requestId,
    ipAddress,
  };
}
