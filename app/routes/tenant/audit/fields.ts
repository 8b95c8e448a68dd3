import { exactText } from "#app/base/time-text.ts";
import { fieldText, statusText } from "./words.ts";

type Values = Readonly<Record<string, unknown>>;

/** Null: the field was empty. Absent: the event has no before, or no after. */
export interface FieldChange {
  label: string;
  from?: string | null;
  to?: string | null;
}

export function fieldChanges(
  before: Values | null,
  after: Values | null,
  names: ReadonlyMap<string, string>,
): FieldChange[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const changes = [...fields].sort().map((field) => ({
    label: fieldText(field),
    ...(before && { from: valueText(field, before[field], names) }),
    ...(after && { to: valueText(field, after[field], names) }),
  }));
  return changes.filter(({ from, to }) => from != null || to != null);
}

/** The ids in an event's fields that may be a user's. */
export function idsIn(values: Values | null): string[] {
  return Object.entries(values ?? {}).flatMap(([field, value]) => (isId(field, value) ? [value] : []));
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function isId(field: string, value: unknown): value is string {
  return /_(id|by)$/.test(field) && typeof value === "string" && uuid.test(value);
}

function valueText(field: string, value: unknown, names: ReadonlyMap<string, string>): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (isId(field, value)) return names.get(value) ?? value;
  if (field === "status") return statusText(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "string") return JSON.stringify(value);
  const isMoment = /_(at|since|after|until)$/.test(field) && !Number.isNaN(Date.parse(value));
  return isMoment ? exactText(value) : value;
}
