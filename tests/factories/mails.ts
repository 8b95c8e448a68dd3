import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { mailText, type StoredMail } from "#app/domain/mail/templates.ts";
import type { TestTenant } from "./people.ts";

export interface TestMail {
  id: string;
  to: string;
}

interface Given {
  tenant?: TestTenant | undefined;
  template?: string;
  /** Of people and of the tenant. */
  names?: string;
}

/** As if somebody else had handed the tenant over; without a tenant, a mail about an account. */
export async function createMail(
  admin: Pool,
  { tenant, template = tenant ? "ownership" : "email-in-use", names = "Ada" }: Given = {},
): Promise<TestMail> {
  const id = randomUUID();
  const mail = { id, to: `${id}@example.test` };
  const fields = tenant ? { formerOwnerName: names, tenantName: names, slug: tenant.slug } : {};
  await admin.query(
    "insert into control.mails (id, to_email, tenant_id, template, fields) values ($1, $2, $3, $4, $5)",
    [id, mail.to, tenant?.id, template, fields],
  );
  return mail;
}

export interface ReadMail {
  to: string;
  template: string;
  subject: string;
  body: string;
}

/** The newest first, as the operator reads them. `condition` is SQL; `$1` is the value. */
export async function mailsWhere(
  admin: Pool,
  condition: string,
  value: unknown,
  appUrl = "http://rowhouse.test",
): Promise<ReadMail[]> {
  const { rows } = await admin.query<StoredMail & { to: string }>(
    `select to_email as to, template, fields, secrets from control.mails
     where ${condition} order by created_at desc, id desc`,
    [value],
  );
  return rows.map(({ to, ...stored }) => {
    const text = mailText(stored, { appUrl });
    if (!text) throw new Error(`${stored.template} has no text`);
    return { to, template: stored.template, ...text };
  });
}
