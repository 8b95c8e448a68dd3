import { nameOf } from "#app/domain/membership/reads.ts";

export interface AuditEvent {
  /** Its number in the tenant's chain. */
  id: number;
  /** In UTC, to the microsecond: `2026-11-21T09:38:12.123456Z`. */
  at: string;
  actorId: string | null;
  actorKind: "user" | "operator" | "system";
  verb: string;
  objectType: string;
  objectId: string;
  objectName: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  requestId: string | null;
  ipAddress: string | null;
  /** In hexadecimal digits. */
  hash: string;
}

export function usersIn({ actorId, objectType, objectId }: AuditEvent): (string | null)[] {
  return objectType === "member" ? [actorId, objectId] : [actorId];
}

export function actorName(
  { actorKind, actorId }: Pick<AuditEvent, "actorKind" | "actorId">,
  names: ReadonlyMap<string, string>,
): string {
  if (actorId) return nameOf(names, actorId);
  return actorKind === "operator" ? "The operator" : "Rowhouse";
}

/** A member by their name now, anything else as it was called then. */
export function objectName(
  { objectType, objectId, objectName }: Pick<AuditEvent, "objectType" | "objectId" | "objectName">,
  names: ReadonlyMap<string, string>,
): string | null {
  return objectType === "member" ? nameOf(names, objectId) : objectName;
}
