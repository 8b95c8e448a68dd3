import nodemailer from "nodemailer";
import type { Config } from "#app/base/config.ts";
import type { OutboxMail } from "./outbox.ts";

type Server = Pick<Config, "smtpUrl" | "mailFrom" | "appUrl">;

/**
 * Hands a mail to the server of SMTP_URL. A mail that is handed over twice has the same Message-ID, so mailboxes keep
 * one. @throws if the server didn't take it; `responseCode` of 500 and above: it never will.
 */
export async function sendMail(
  { smtpUrl, mailFrom, appUrl }: Server,
  { id, to, subject, body }: OutboxMail,
): Promise<void> {
  const transport = nodemailer.createTransport({
    url: smtpUrl,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    // A mail is plain text: nothing in it may make the sender read a file or fetch a URL.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const messageId = `<${id}@${new URL(appUrl).hostname}>`;
  await transport.sendMail({ from: mailFrom, to, subject, text: body, messageId });
}
