import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { newToken, tokenHash } from "#app/base/token.ts";
import { deleteTenant } from "#tests/factories/closures.ts";
import { createInvitation } from "#tests/factories/invitations.ts";
import { givePassword } from "#tests/factories/passwords.ts";
import { createTenant, type TestUser } from "#tests/factories/people.ts";
import type { Examples } from "./reach.ts";
import type { Stage } from "./stage.ts";

/** Values with which acme's owner gets far into every function, and the rows that they need. */
export async function furnishExamples(admin: Pool, stage: Stage): Promise<Examples> {
  const { acme, acmeOwner: owner, acmeViewer, globex, globexOwner } = stage;
  const invitation = { tenant: globex, by: globexOwner, email: owner.email };
  const { mailed, copied } = await createInvitation(admin, invitation);
  const guest = await createInvitation(admin, { tenant: acme, by: owner, email: "guest@example.test" });
  const links = await createLinks(admin, owner);
  const tag = await givePassword(admin, owner);
  const job = { tenantId: acme.id, actorUserId: owner.id, idempotencyKey: "key", traceId: "trace" };
  return {
    tenant: [acme.id, ...(await closedTenants(admin, stage))],
    mail: [await createSwitchAndMail(admin, stage)],
    session: [owner.session],
    "control.end_own_session.session": [null, randomUUID()],
    token: [mailed, copied, ...links, newToken()],
    invitation: [mailed, null],
    network: ["192.0.2"],
    tokens: [`{${owner.session}}`],
    times: ["{now}"],
    of_email: [owner.email],
    new_email: ["new@example.test"],
    wanted: ["wanted@example.test", globexOwner.email],
    new_hash: ["hash"],
    tag: [`\\x${tag.toString("hex")}`],
    browser: [
      JSON.stringify({
        id: randomUUID(),
        token: newToken(),
        userAgent: "",
        network: "192.0.2",
        longestDays: 1,
      }),
    ],
    template: ["invitation"],
    to_email: ["guest@example.test"],
    fields: [JSON.stringify({ invitationId: guest.id })],
    wanted_slug: [acme.slug],
    new_slug: ["founded-in-passing"],
    new_name: ["New"],
    emails: [`{${owner.email}}`],
    task: ["task-assigned"],
    identifier: ["task-assigned"],
    payload: [JSON.stringify(job)],
    job_key_mode: ["replace", "preserve_run_at", "unsafe_dedupe"],
    specs: ['{"(task,{},queue,,1,key,1,{flag})"}'],
    most: ["100"],
    member: [acmeViewer.id],
    new_role: ["member"],
    part: ["porch"],
    state: ["all", "active"],
    // A job that is there, and one that isn't.
    job: ["1", "1000"],
    ...byType,
  };
}

const byType: Examples = {
  uuid: [randomUUID()],
  text: ["text", null],
  "text[]": ["{text}"],
  bytea: ["\\x00"],
  boolean: ["true", "false"],
  smallint: ["1"],
  integer: ["1"],
  bigint: ["1"],
  "bigint[]": ["{1,2,3}"],
  json: ["{}"],
  jsonb: ["{}"],
  "timestamp with time zone": ["now", null],
};

/** Tokens of a reset, of a verification and of a change of the email. */
async function createLinks(admin: Pool, { id }: TestUser): Promise<string[]> {
  const [reset, verification, leave, take] = [newToken(), newToken(), newToken(), newToken()];
  await admin.query(
    `with reset as (
       insert into control.password_resets (id, user_id, token_hash, expires_at)
       values (gen_random_uuid(), $1, $2, now() + interval '1 hour')
     ), verification as (
       insert into control.email_verifications (id, user_id, email, token_hash, expires_at)
       select gen_random_uuid(), id, email, $3, now() + interval '1 hour' from control.users where id = $1
     )
     insert into control.email_changes (id, user_id, old_email, new_email, old_token_hash, new_token_hash, expires_at)
     select gen_random_uuid(), id, email, 'moved@example.test', $4, $5, now() + interval '1 hour'
     from control.users where id = $1`,
    [id, ...[reset, verification, leave, take].map(tokenHash)],
  );
  return [reset, verification, leave];
}

/** One that can be restored, one that can be erased, one that is being erased, and one that almost is. */
async function closedTenants(admin: Pool, { acmeOwner: owner }: Stage): Promise<string[]> {
  const closed: string[] = [];
  for (const daysAgo of [1, 31, 31, 31]) {
    const tenant = await createTenant(admin, { owner });
    await deleteTenant(admin, tenant, { by: owner, daysAgo });
    closed.push(tenant.id);
  }
  const [, , begun, erased] = closed;
  await admin.query("select control.begin_purge(id) from unnest($1::uuid[]) id", [[begun, erased]]);
  for (let batch = 0; batch < 2; batch++) {
    await admin.query("select control.purge_batch($1, 1000)", [erased]);
  }
  return closed;
}

/** Answers the mail's id. */
async function createSwitchAndMail(admin: Pool, { acme, acmeOwner }: Stage): Promise<string> {
  await admin.query(
    "insert into control.switches (tenant_id, id, user_id) values ($1, gen_random_uuid(), $2)",
    [acme.id, acmeOwner.id],
  );
  const mail = randomUUID();
  await admin.query(
    "insert into control.mails (id, tenant_id, to_email, template) values ($1, $2, 'to', 'deletion')",
    [mail, acme.id],
  );
  return mail;
}
