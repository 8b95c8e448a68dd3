import nodemailer from "nodemailer";
import type { Config } from "#app/base/config.ts";
import type { OutboxMail } from "./outbox.ts";

type Server = Pick<Config, "smtpUrl" | "mailFrom" | "appUrl">;

/**
 * A mail that is sent twice has the same Message-ID, so mailboxes keep one.
 * @throws if the server doesn't take it; with a `responseCode` of 500 or above it never will.
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
    // Nothing in a mail may make the sender read a file or fetch a URL.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const messageId = `<${id}@${new URL(appUrl).hostname}>`;
  await transport.sendMail({ from: mailFrom, to, subject, text: body, messageId });
}
