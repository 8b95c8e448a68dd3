import { randomUUIDv7 } from "node:crypto";
import type { Reader, Writer } from "#db/transaction.ts";

export interface NewMail {
  /** Given by what may happen again, such as a job: the same mail is written once. */
  id?: string;
  to: string;
  subject: string;
  body: string;
  /** The tenant it speaks of, which must be the one entered: the mail is erased with it. */
  tenantId?: string;
}

/**
 * Puts a mail into the outbox. Its delivery is queued with it (db/functions/mail.sql): it is sent if this commits, or never.
 */
export async function writeMail(tx: Writer, { id, to, subject, body, tenantId }: NewMail): Promise<void> {
  await tx.rows(
    `insert into control.mails (id, to_address, subject, body_text, tenant_id) values ($1::uuid, $2, $3, $4, $5)
     on conflict do nothing`,
    [id ?? randomUUIDv7(), to, subject, body, tenantId ?? null],
  );
}

export interface OutboxMail {
  id: string;
  to: string;
  subject: string;
  /** Empty once it was sent: a link in it must not lie around. */
  body: string;
  createdAt: Date;
  sentAt: Date | null;
}

/** `failed`: not tried again. `held`: its tenant is closed. `retrying`: it was refused, and will be tried again. */
export type MailState = "waiting" | "held" | "retrying" | "failed" | "sent";

/** What follows needs the role of an operator or of the worker: requests may write into the outbox, and never read it. */

const columns = `id, to_address as "to", subject, body_text as "body", created_at as "createdAt", sent_at as "sentAt"`;

export interface ListedMail extends OutboxMail {
  state: MailState;
  /** What the mail server said when it last refused the mail. */
  refusal: string | null;
}

/** A page of the outbox, newest first, counted from 1. Indexes: mails_created_at, and the unique one of the jobs' keys. */
export async function mailPage(
  tx: Reader,
  { page, pageSizeRows }: { page: number; pageSizeRows: number },
): Promise<{ rows: ListedMail[]; total: number }> {
  const [count] = await tx.rows<{ total: number }>("select count(*)::int as total from control.mails");
  const rows = await tx.rows<ListedMail>(
    `select ${columns}, refusal,
       case
         when sent_at is not null then 'sent'
         when (select j.attempts >= j.max_attempts and j.locked_at is null from graphile_worker.jobs j where j.key = 'mail:' || mails.id) then 'failed'
         when control.mail_waits(id) then 'held'
         when refusal is not null then 'retrying'
         else 'waiting'
       end as state
     from control.mails order by created_at desc, id desc limit $1 offset $2`,
    [pageSizeRows, (page - 1) * pageSizeRows],
  );
  return { rows, total: count?.total ?? 0 };
}

/** A mail that was not sent yet; null if it was, or is gone. Index: mails_pkey. */
export async function findUnsentMail(tx: Reader, id: string): Promise<OutboxMail | null> {
  const [found] = await tx.rows<OutboxMail>(
    `select ${columns} from control.mails where id = $1::uuid and sent_at is null`,
    [id],
  );
  return found ?? null;
}

/** Whether it has to wait for its tenant, which is closed. What tells of a deletion doesn't. */
export async function mailWaits(tx: Reader, id: string): Promise<boolean> {
  const [answer] = await tx.rows<{ waits: boolean }>("select control.mail_waits($1::uuid) as waits", [id]);
  return answer?.waits ?? false;
}

/** Keeps what a mail server said that didn't take it, for the operator. Index: mails_pkey. */
export async function noteRefusal(tx: Writer, id: string, refusal: string): Promise<void> {
  await tx.rows("update control.mails set refusal = left($2, 1000) where id = $1::uuid", [id, refusal]);
}

/** Marks a mail as sent and empties it. Index: mails_pkey. */
export async function markMailSent(tx: Writer, id: string): Promise<void> {
  await tx.rows(
    "update control.mails set sent_at = now(), body_text = '', refusal = null where id = $1::uuid",
    [id],
  );
}
