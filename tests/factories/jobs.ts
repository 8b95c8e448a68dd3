import { randomBytes } from "node:crypto";
import type { Pool } from "pg";
import { tokenHash } from "#app/base/token.ts";
import type { TestUser } from "./people.ts";

interface Holder {
  tenant: { id: string };
  user: Pick<TestUser, "id">;
}

/** A job as `enqueue` writes it, past every check: with a ticket for `tenant` and `user`. @returns its id. */
export async function queueJob(
  admin: Pool,
  { tenant, user }: Holder,
  { name, payload, delay = "0" }: { name: string; payload?: object; delay?: string },
): Promise<string> {
  const ticket = randomBytes(32).toString("hex");
  const whole = {
    ...{ tenantId: tenant.id, actorUserId: user.id, idempotencyKey: "key", traceId: "trace", ticket },
    ...payload,
  };
  const { rows } = await admin.query<{ id: string }>(
    `with added as (select id from graphile_worker.add_job($1, $2, run_at := now() + $3::interval))
     insert into control.job_tickets (job_id, ticket_hash, tenant_id, user_id)
     select id, $4, $5, $6 from added returning job_id as id`,
    [name, JSON.stringify(whole), delay, tokenHash(ticket), tenant.id, user.id],
  );
  return rows[0]?.id as string;
}

/** The ticket of a job that runs, as far as the database can tell. */
export async function runningTicket(admin: Pool, holder: Holder): Promise<string> {
  const id = await queueJob(admin, holder, { name: "never-taken", delay: "1 day" });
  const { rows } = await admin.query<{ ticket: string }>(
    `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'a test' where id = $1
     returning payload ->> 'ticket' as ticket`,
    [id],
  );
  return rows[0]?.ticket as string;
}
