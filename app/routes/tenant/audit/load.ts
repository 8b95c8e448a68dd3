import type { MemberEntry } from "#app/context.ts";
import { auditShownFrom } from "#app/domain/audit/policy.ts";
import { type AuditFilter, occurringPeople, occurringVerbs } from "#app/domain/audit/reads.ts";
import { namesOf, peopleOf } from "#app/domain/membership/people.ts";
import type { TenantReader } from "#db/transaction.ts";
import type { AuditQuery } from "./schema.ts";

/** Whom and what a log can be asked about. */
export interface AuditChoices {
  members: Choice[];
  /** People who did something here and belong to it no more. */
  others: Choice[];
  verbs: string[];
}

interface Choice {
  id: string;
  name: string;
}

export async function auditChoices(tx: TenantReader): Promise<AuditChoices> {
  const [people, acting, verbs] = await Promise.all([peopleOf(tx), occurringPeople(tx), occurringVerbs(tx)]);
  const members = people.map(({ id, name }) => ({ id, name }));
  const belonging = new Set(members.map(({ id }) => id));
  const names = await namesOf(
    tx,
    acting.filter((id) => !belonging.has(id)),
  );
  const others = [...names].map(([id, name]) => ({ id, name }));
  return { members, others: others.sort((a, b) => a.name.localeCompare(b.name, "en")), verbs };
}

/** The query, without whom and what this log knows nothing of. Names of people elsewhere can't be had by their ids. */
export function knownQuery<Query extends Pick<AuditQuery, "by" | "what">>(
  query: Query,
  { members, others, verbs }: AuditChoices,
): Query {
  const actors = ["operator", "system", ...[...members, ...others].map(({ id }) => id)];
  const { by, what } = query;
  return {
    ...query,
    by: by && actors.includes(by) ? by : null,
    what: what && verbs.some((verb) => isOf(verb, what)) ? what : null,
  };
}

/** Whether a verb is the one meant, or one of the kind of object meant. */
const isOf = (verb: string, what: string) => verb === what || verb.startsWith(`${what}.`);

/** The parts of what an address asks for that were not understood. */
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

/** The query as a filter of events, within what the workspace's plan shows. */
export function filterOf(
  { by, what, object, from, to }: Omit<AuditQuery, "before">,
  { verbs }: AuditChoices,
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
