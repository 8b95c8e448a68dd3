import { z } from "zod";
import { markMailSent, noteRefusal, unsentMail } from "#app/domain/mail/outbox.ts";
import { mailText } from "#app/domain/mail/templates.ts";
import { sendMail } from "#app/domain/mail/transport.ts";
import { closedSeconds, job, Postponed, Refused } from "./job.ts";

interface SendingError extends Error {
  code?: string;
  response?: string;
  responseCode?: number;
}

/** Queued with each mail (db/functions/mail.sql). Without SMTP_URL a mail stays for an operator to read. */
export const deliverMail = job({
  name: "deliver-mail",
  payload: z.object({ mailId: z.uuid() }),
  async run({ mailId: id }, { app: { config }, worker }) {
    if (!config.smtpUrl) return;
    const mail = await unsentMail.first(worker, { id });
    if (!mail) return;
    if (mail.isHeld) throw new Postponed("Its tenant is closed", closedSeconds);
    const text = mailText(mail, config);
    if (!text) throw new Error(`This version can't make the mail's text: ${mail.template}`);
    await sendMail(config, { id, to: mail.to, ...text }).catch(async (error: SendingError) => {
      await noteRefusal(worker, { id, refusal: oneLine(error.response ?? error.message) });
      // Not as its cause: errors are logged, and what mail servers say holds emails.
      const answer = `The mail server did not take the mail (${error.responseCode ?? error.code ?? "no answer"})`;
      throw (error.responseCode ?? 0) >= 500 ? new Refused(answer) : new Error(answer);
    });
    await markMailSent(worker, { id });
  },
});

function oneLine(said: string): string {
  return said.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
}
