import { z } from "zod";
import { findUnsentMail, mailWaits, markMailSent, noteRefusal } from "#app/domain/mail/outbox.ts";
import { sendMail } from "#app/domain/mail/transport.ts";
import { closedSeconds, job, Postponed, Refused } from "./job.ts";

/** What nodemailer throws; `response` is what the mail server said, if it said anything. */
interface SendingError extends Error {
  code?: string;
  response?: string;
  responseCode?: number;
}

/**
 * Sends a mail of the outbox; queued by the database with each mail that is written (0004_jobs.sql). Without SMTP_URL it
 * stays where it is, for an operator to read and hand over. What tells of a tenant waits while that is closed.
 */
export const deliverMail = job({
  name: "deliver-mail",
  payload: z.object({ mailId: z.uuid() }),
  async run({ mailId }, { app: { config }, worker: outbox }) {
    if (!config.smtpUrl) return;
    const mail = await findUnsentMail(outbox, mailId);
    if (!mail) return;
    if (await mailWaits(outbox, mailId)) throw new Postponed("Its tenant is closed", closedSeconds);
    await sendMail(config, mail).catch(async (error: SendingError) => {
      await noteRefusal(outbox, mailId, oneLine(error.response ?? error.message));
      // Not as its cause: what mail servers say has people's addresses in it, and errors are logged.
      const answer = `The mail server did not take the mail (${error.responseCode ?? error.code ?? "no answer"})`;
      throw (error.responseCode ?? 0) >= 500 ? new Refused(answer) : new Error(answer);
    });
    await markMailSent(outbox, mailId);
  },
});

function oneLine(said: string): string {
  return said.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
}
