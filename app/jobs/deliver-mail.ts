import { z } from "zod";
import { sendMail } from "#app/mail/transport.ts";
import { findUnsentMail, markMailSent } from "#db/control/mail.ts";
import type { Statements } from "#db/control/plan.ts";
import { job, Refused } from "./job.ts";

/**
 * Sends a mail of the outbox; queued by the database with each mail that is written (0004_jobs.sql). Without SMTP_URL it
 * stays where it is, for an operator to read and hand over.
 */
export const deliverMail = job({
  name: "deliver-mail",
  payload: z.object({ mailId: z.uuid() }),
  async run({ mailId }, { config, query }) {
    if (!config.smtpUrl) return;
    const outbox: Statements = {
      rows: async <Row>(sql: string, given?: unknown[]) => (await query(sql, given)) as Row[],
    };
    const mail = await findUnsentMail(outbox, mailId);
    if (!mail) return;
    await sendMail(config, mail).catch((error: { responseCode?: number }) => {
      if ((error.responseCode ?? 0) < 500) throw error;
      throw new Refused("The mail server refused the mail for good", { cause: error });
    });
    await markMailSent(outbox, mailId);
  },
});
