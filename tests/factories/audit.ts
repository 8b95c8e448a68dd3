import { escapeLiteral, type Pool } from "pg";
import type { AuditEvent } from "#app/domain/audit/event.ts";
import { plain } from "#tests/harness/page.ts";
import type { TestTenant, TestUser } from "./people.ts";

export interface GivenEvent {
  /** Absent: the product itself did it. */
  by?: TestUser;
  kind?: "operator" | "system";
  verb?: string;
  objectId?: string;
  objectName?: string | null;
  before?: object;
  after?: object;
  /** Absent: a second after the one before. */
  at?: Date;
}

/** Replaces the log by these events, chained as if each had been written at its time. */
export async function writeLog(
  admin: Pool,
  tenant: TestTenant,
  events: readonly GivenEvent[],
): Promise<void> {
  let at = Date.now() - events.length * 1_000;
  const rows = events.map(({ by, kind = "system", verb = "project.created", ...event }) => {
    at = event.at?.getTime() ?? at + 1_000;
    const noun = verb.split(".")[0];
    return {
      at: new Date(at).toISOString(),
      actor_id: by?.id ?? null,
      actor_kind: by ? "user" : kind,
      verb,
      object_type: noun,
      object_id: event.objectId ?? `${noun}-1`,
      object_name: event.objectName ?? null,
      before: event.before ?? null,
      after: event.after ?? null,
      request_id: "request-1",
      ip_address: "192.0.2.1",
    };
  });
  await admin.query(chain(tenant.id, JSON.stringify(rows)));
}

/** `count` events that differ only by their number, which is in their object's name. */
export async function writeLongLog(
  admin: Pool,
  tenant: TestTenant,
  {
    count,
    by,
    textLength = 10,
    verb = "project.created",
  }: { count: number; by: TestUser; textLength?: number; verb?: string },
): Promise<void> {
  const row = {
    actor_id: by.id,
    actor_kind: "user",
    verb,
    object_type: "project",
    object_id: "project-1",
    after: { description: "x".repeat(textLength) },
  };
  await admin.query(chain(tenant.id, JSON.stringify([row]), { times: count, name: "'Project ' || number" }));
}

// A DO block takes no parameters.
const chain = (tenantId: string, rows: string, { times, name } = { times: 1, name: "event.object_name" }) => `
  delete from tenant.audit_events where tenant_id = ${escapeLiteral(tenantId)};
  update tenant.audit_heads set length = 0, hash = '', at = 'epoch' where tenant_id = ${escapeLiteral(tenantId)};
  do $$
  declare
    event tenant.audit_events;
    last bytea := '';
    number bigint := 0;
  begin
    for event in
      select given.*
      from generate_series(1, ${times}) as time (number),
        jsonb_populate_recordset(null::tenant.audit_events, ${escapeLiteral(rows)}::jsonb) as given
    loop
      number := number + 1;
      event.tenant_id := ${escapeLiteral(tenantId)};
      event.id := number;
      event.at := coalesce(event.at, now() - interval '1 hour' + number * interval '1 millisecond');
      event.object_name := ${name};
      event.previous_hash := last;
      last := control.write_event(event);
    end loop;
    update tenant.audit_heads set length = number, hash = last, at = event.at
      where tenant_id = event.tenant_id and number > 0;
  end $$`;

export function eventLines(html: string): string[] {
  const found = html.matchAll(/<span class="log-what">(.*?)<\/span><span class="log-when">/g);
  return [...found].map(([, line = ""]) => plain(line));
}

/** As its row tells it. */
export interface NotedEvent extends Omit<AuditEvent, "id" | "at" | "objectType" | "hash"> {
  id: string;
}

/** The oldest first. */
export async function notedEvents(admin: Pool, { id }: { id: string }): Promise<NotedEvent[]> {
  const { rows } = await admin.query<NotedEvent>(
    `select id, verb, actor_id as "actorId", actor_kind as "actorKind", object_id as "objectId",
       object_name as "objectName", before, after, request_id as "requestId", ip_address as "ipAddress"
     from tenant.audit_events where tenant_id = $1 order by id`,
    [id],
  );
  return rows;
}

/** Leaves the first of the events that a tenant begins with: its founding. */
export function writeFounding(admin: Pool, tenant: TestTenant): Promise<void> {
  return writeLog(admin, tenant, [{ verb: "workspace.created" }]);
}
