import { z } from "zod";
import { markMailSent, noteRefusal, unsentMail } from "#app/domain/mail/outbox.ts";
import { sendMail } from "#app/domain/mail/transport.ts";
import { closedSeconds, job, Postponed, Refused } from "./job.ts";

/** What nodemailer throws. `response` is what the mail server said, if it said anything. */
interface SendingError extends Error {
  code?: string;
  response?: string;
  responseCode?: number;
}

/**
 * Sends a mail of the outbox; queued by the database with each mail that is written (db/functions/mail.sql). Without
 * SMTP_URL a mail stays where it is, for an operator to read and hand over. What tells of a tenant waits while that is closed.
 */
export const deliverMail = job({
  name: "deliver-mail",
  payload: z.object({ mailId: z.uuid() }),
  async run({ mailId: id }, { app: { config }, worker }) {
    if (!config.smtpUrl) return;
    const mail = await unsentMail.first(worker, { id });
    if (!mail) return;
    if (mail.isHeld) throw new Postponed("Its tenant is closed", closedSeconds);
    await sendMail(config, mail).catch(async (error: SendingError) => {
      await noteRefusal(worker, { id, refusal: oneLine(error.response ?? error.message) });
      // Not as its cause: what mail servers say has people's emails in it, and errors are logged.
      const answer = `The mail server did not take the mail (${error.responseCode ?? error.code ?? "no answer"})`;
      throw (error.responseCode ?? 0) >= 500 ? new Refused(answer) : new Error(answer);
    });
    await markMailSent(worker, { id });
  },
});

function oneLine(said: string): string {
  return said.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
}
