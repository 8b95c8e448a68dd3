import { randomUUIDv7 } from "node:crypto";
import { sql } from "kysely";
import { countAll, listPage, pageOffset, totalCounted } from "#app/domain/list-page.ts";
import { change, query, tenantChange } from "#app/domain/query.ts";
import { boolean, type TenantScope, textOf, typed } from "#db/query.ts";
import type { Reader, Writer } from "#db/transaction.ts";
import type { TenantFields } from "./templates.ts";

export interface MailText {
  subject: string;
  body: string;
}

export interface OutboxMail extends MailText {
  id: string;
  to: string;
}

interface Addressed<Template, Fields> {
  /** Given by callers that may run again, such as a job: the same mail is written once. */
  id?: string;
  template: Template;
  to: string;
  fields: Fields;
}
type NewMail<Fields> = { [Name in keyof Fields]: Addressed<Name, Fields[Name]> }[keyof Fields];

interface MailParameters {
  id: string;
  template: string;
  to: string;
  fields: object;
}

const tenantMailWritten = tenantChange.byHand(
  "tenant mail written",
  {},
  ({ id, tenantId, template, to, fields }: MailParameters & { tenantId?: string }) =>
    sql`select from control.write_tenant_mail(${id}, ${tenantId}, ${template}, ${to}, ${fields})`,
);

/**
 * A mail that tells of the entered tenant, and is erased with it. A trigger queues the delivery
 * (db/functions/mail.sql): the mail is sent if this commits, or never. Mails about accounts are written by the
 * database's own functions (db/functions/account.sql).
 * @throws if the tenant's data doesn't call for this mail to this recipient, or more invitations were mailed than
 * mail-quota.ts allows.
 */
export async function writeTenantMail(tx: TenantScope<Writer>, mail: NewMail<TenantFields>): Promise<void> {
  await tenantMailWritten(tx, { id: randomUUIDv7(), ...mail });
}

/** For the roles of the operator and the worker: requests write into the outbox, and never read it. */

const operatorReason = "The operator reads every mail.";
const workerReason = "The worker delivers every mail.";

/** `failed`: not tried again. `held`: its tenant is closed. `retrying`: it was refused, and will be tried again. */
export type MailState = "waiting" | "held" | "retrying" | "failed" | "sent";

export const mailPageRows = 20;

/** Indexes: mails_created_at, and the unique one of the jobs' keys. */
const listMails = query.acrossTenants(operatorReason, (db, { page }: { page: number }) =>
  db
    .with("counted", (within) => within.selectFrom("mails").select(countAll.as("total")))
    .selectFrom("mails")
    .select((mail) => [
      totalCounted,
      "mails.id",
      "mails.to_email as to",
      "mails.template",
      "mails.fields",
      "mails.secrets",
      "mails.created_at as createdAt",
      "mails.refusal",
      typed(
        textOf<MailState>(),
        mail
          .case()
          .when("mails.sent_at", "is not", null)
          .then<MailState>("sent")
          .when(
            mail.exists(
              mail
                .selectFrom("jobs")
                .select("jobs.id")
                .where("jobs.key", "=", sql<string>`'mail:' || mails.id`)
                .whereRef("jobs.attempts", ">=", "jobs.max_attempts")
                .where("jobs.locked_at", "is", null),
            ),
          )
          .then<MailState>("failed")
          .when(mail.fn<boolean>("control.mail_waits", ["mails.id"]))
          .then<MailState>("held")
          .when("mails.refusal", "is not", null)
          .then<MailState>("retrying")
          .else<MailState>("waiting")
          .end(),
      ).as("state"),
    ])
    .orderBy("mails.created_at", "desc")
    .orderBy("mails.id", "desc")
    .limit(mailPageRows)
    .offset(pageOffset(page, mailPageRows)),
);
export type ListedMail = Awaited<ReturnType<typeof listMails>>[number];

/** @param page counted from 1. */
export async function mailPage(tx: Reader, page: number) {
  return listPage(await listMails(tx, { page }));
}

/** `isHeld`: it waits because its tenant is closed; mails about a deletion don't. Index: mails_pkey. */
export const unsentMail = query.acrossTenants(workerReason, (db, { id }: { id: string }) =>
  db
    .selectFrom("mails")
    .select((mail) => [
      "id",
      "to_email as to",
      "template",
      "fields",
      "secrets",
      typed(boolean, mail.fn("control.mail_waits", ["id"])).as("isHeld"),
    ])
    .where("id", "=", id)
    .where("sent_at", "is", null),
);

/** Index: mails_pkey. */
export const noteRefusal = change.acrossTenants(
  workerReason,
  (db, { id, refusal }: { id: string; refusal: string }) =>
    db
      .updateTable("mails")
      .set({ refusal: sql<string>`left(${refusal}, 1000)` })
      .where("id", "=", id),
);

/** A link in it must not lie around. Index: mails_pkey. */
export const markMailSent = change.acrossTenants(workerReason, (db, { id }: { id: string }) =>
  db
    .updateTable("mails")
    .set({ sent_at: sql<Date>`now()`, secrets: sql`'{}'::jsonb`, refusal: null })
    .where("id", "=", id),
);

/** Index: mails_created_at. */
export const deleteOldMails = change.acrossTenants(workerReason, (db) =>
  db
    .deleteFrom("mails")
    .where("created_at", "<", sql<Date>`now() - interval '30 days'`)
    .where("sent_at", "is not", null),
);
