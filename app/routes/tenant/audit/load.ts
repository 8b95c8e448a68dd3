import type { MemberEntry } from "#app/context.ts";
import { auditShownFrom } from "#app/domain/audit/policy.ts";
import { type AuditFilter, occurringActors, occurringVerbs } from "#app/domain/audit/selection.ts";
import { membersByName, namesOf } from "#app/domain/membership/reads.ts";
import type { TenantReader } from "#db/transaction.ts";
import type { AuditQuery } from "./schema.ts";

export interface KnownInLog {
  members: NamedUser[];
  formerIds: string[];
  verbs: string[];
}

interface NamedUser {
  id: string;
  name: string;
}

export async function knownInLog(tx: TenantReader): Promise<KnownInLog> {
  const [people, actors, verbs] = await Promise.all([
    membersByName(tx),
    occurringActors(tx),
    occurringVerbs(tx),
  ]);
  const members = people.map(({ id, name }) => ({ id, name }));
  const memberIds = new Set(members.map(({ id }) => id));
  return { members, formerIds: actors.filter((id) => !memberIds.has(id)), verbs };
}

export interface AuditChoices {
  members: NamedUser[];
  former: NamedUser[];
  verbs: string[];
}

export async function auditChoices(
  tx: TenantReader,
  { members, formerIds, verbs }: KnownInLog,
): Promise<AuditChoices> {
  const former = [...(await namesOf(tx, formerIds))].map(([id, name]) => ({ id, name }));
  return { members, former: former.sort((a, b) => a.name.localeCompare(b.name, "en")), verbs };
}

/** Drops what this log doesn't know: an id must not reveal the name of a user elsewhere. */
export function knownQuery<Query extends Pick<AuditQuery, "by" | "what">>(
  query: Query,
  { members, formerIds, verbs }: KnownInLog,
): Query {
  const actors = ["operator", "system", ...members.map(({ id }) => id), ...formerIds];
  const { by, what } = query;
  return {
    ...query,
    by: by && actors.includes(by) ? by : null,
    what: what && verbs.some((verb) => isOf(verb, what)) ? what : null,
  };
}

const isOf = (verb: string, what: string) => verb === what || verb.startsWith(`${what}.`);

export function misread(
  asked: URLSearchParams,
  understood: Record<string, string | number | null>,
): string[] {
  const isMisread = (name: string, value: string | number | null) =>
    asked
      .getAll(name)
      .some((given) => given !== "" && given.toLowerCase() !== value?.toString().toLowerCase());
  return Object.entries(understood).flatMap(([name, value]) => (isMisread(name, value) ? [name] : []));
}

const dayMs = 86_400_000;

/** Within what the workspace's plan shows. */
export function filterOf(
  { by, what, object, from, to }: Omit<AuditQuery, "before">,
  { verbs }: KnownInLog,
  { tenant }: Pick<MemberEntry, "tenant">,
): AuditFilter {
  const [type = "", id = ""] = object?.split(":") ?? [];
  const shownFrom = auditShownFrom(tenant.limits, Date.now());
  const askedFrom = from === null ? null : new Date(from);
  return {
    by,
    object: object ? { type, id } : null,
    verbs: what ? verbs.filter((verb) => isOf(verb, what)) : null,
    from: later(shownFrom, askedFrom),
    until: to ? new Date(Date.parse(to) + dayMs) : null,
  };
}

function later(one: Date | null, other: Date | null): Date | null {
  if (!one || !other) return one ?? other;
  return one > other ? one : other;
}
