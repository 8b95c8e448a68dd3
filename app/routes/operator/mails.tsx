import { access } from "#app/access.ts";
import type { Config } from "#app/base/config.ts";
import { appOf, userEntryOf } from "#app/context.ts";
import { type ListedMail, type MailState, mailPage, mailPageRows } from "#app/domain/mail/outbox.ts";
import { mailText } from "#app/domain/mail/templates.ts";
import { listQuery, pageOf } from "#app/routes/list-request.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { Alert } from "#app/ui/alert.tsx";
import { Badge, type Tone } from "#app/ui/badge.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pagination } from "#app/ui/pagination.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { readAsOperator } from "#db/operator.ts";
import type { Route } from "./+types/mails.ts";

export const handle = access({ read: "operator" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Mails · Operator · Rowhouse" }];

export async function loader({ request, context }: Route.LoaderArgs) {
  const page = pageOf(request);
  const { config } = appOf(context);
  const { rows, total } = await readAsOperator(userEntryOf(context), (tx) => mailPage(tx, page));
  return {
    mails: rows.map((mail) => presentMail(mail, config)),
    pages: { page, pageSizeRows: mailPageRows, total },
    now: Date.now(),
    canMail: config.smtpUrl !== undefined,
  };
}

function presentMail(mail: ListedMail, site: Pick<Config, "appUrl">) {
  const { id, to, state, refusal, template, createdAt } = mail;
  const { subject, body } = mailText(mail, site) ?? {
    subject: `A mail of another version (${template})`,
    body: "This version of Rowhouse can't show it.",
  };
  const shown = state === "sent" ? "The text is not shown any more: the mail was sent." : body.trim();
  return { id, to, state, refusal, subject, body: shown, createdAt: createdAt.toISOString() };
}

export default function OperatorMails({ loaderData }: Route.ComponentProps) {
  const { mails, pages, now, canMail } = loaderData;
  return (
    <>
      <PageHeader title="Mails" context="What Rowhouse wrote to people, newest first." />
      {canMail ? null : (
        <div className="mb-6">
          <Alert kind="info" title="Mail isn't set up">
            Nothing here is sent until SMTP_URL names a mail server. Hand a link to the person it is for, and
            to nobody else: it lets them in.
          </Alert>
        </div>
      )}
      <Card flush>
        {mails.length === 0 ? (
          <EmptyState>No mail has been written yet.</EmptyState>
        ) : (
          <ul className="list">
            {mails.map((mail) => (
              <MailRow key={mail.id} mail={mail} now={now} />
            ))}
          </ul>
        )}
      </Card>
      <Pagination {...pages} hrefOf={(page) => `/operator/mails${listQuery({ q: "", page })}`} />
    </>
  );
}

interface MailRowProps {
  mail: ReturnType<typeof presentMail>;
  now: number;
}

const badges: Record<MailState, { tone: Tone; word: string }> = {
  waiting: { tone: "neutral", word: "Waiting" },
  held: { tone: "neutral", word: "Held until its workspace is open again" },
  retrying: { tone: "warning", word: "Retrying" },
  failed: { tone: "danger", word: "Failed" },
  sent: { tone: "success", word: "Sent" },
};

function MailRow({ mail: { to, subject, body, createdAt, state, refusal }, now }: MailRowProps) {
  const { tone, word } = badges[state];
  return (
    <li>
      <details className="min-w-0 flex-1">
        <summary className="cursor-pointer">
          <span className="font-medium break-words" dir="auto">
            {subject}
          </span>{" "}
          <Badge tone={tone}>{word}</Badge>
          <span className="block text-sm text-muted break-words">
            {to} · <RelativeTime at={createdAt} now={now} />
          </span>
          {refusal ? (
            <span className="block text-sm break-words">The mail server did not take it: {refusal}</span>
          ) : null}
        </summary>
        <p className="mt-3 mb-1 max-w-prose whitespace-pre-wrap break-words rounded-md bg-sunken p-3">
          {body}
        </p>
      </details>
    </li>
  );
}
