import { z } from "zod";
import { sendMail } from "#app/mail/transport.ts";
import { findUnsentMail, markMailSent } from "#db/control/mail.ts";
import { job, Refused, statementsOf } from "./job.ts";

/**
 * Sends a mail of the outbox; queued by the database with each mail that is written (0004_jobs.sql). Without SMTP_URL it
 * stays where it is, for an operator to read and hand over.
 */
export const deliverMail = job({
  name: "deliver-mail",
  payload: z.object({ mailId: z.uuid() }),
  async run({ mailId }, context) {
    const { config } = context;
    if (!config.smtpUrl) return;
    const outbox = statementsOf(context);
    const mail = await findUnsentMail(outbox, mailId);
    if (!mail) return;
    await sendMail(config, mail).catch((error: { code?: string; responseCode?: number }) => {
      // Not as its cause: what mail servers say has people's addresses in it, and errors are logged.
      const answer = `The mail server did not take the mail (${error.responseCode ?? error.code ?? "no answer"})`;
      throw (error.responseCode ?? 0) >= 500 ? new Refused(answer) : new Error(answer);
    });
    await markMailSent(outbox, mailId);
  },
});
