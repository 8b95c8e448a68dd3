import type { MailText } from "#app/domain/mail/outbox.ts";

interface Assignment {
  by: string;
  title: string;
  projectName: string;
  url: string;
}

export function assignmentMail({ by, title, projectName, url }: Assignment): MailText {
  return {
    subject: `${by} gave you a task: ${title}`,
    body: `${by} gave you “${title}” in the project “${projectName}”.\n\n${url}\n`,
  };
}
