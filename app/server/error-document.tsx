import { renderToStaticMarkup } from "react-dom/server";
import stylesheet from "#app/app.css?url";
import { ErrorPage, ErrorShell } from "#app/ui/error-page.tsx";
import { errorText } from "#app/ui/error-text.ts";

/** Why a request was refused, where the status alone would puzzle people. */
export type Reason = "suspended" | "origin";

const reasons: Record<Reason, { title: string; message: string }> = {
  suspended: {
    title: "Suspended",
    message: "This workspace is suspended. Its owners can still reach billing.",
  },
  origin: {
    title: "Sent from somewhere else",
    message: "This form was not sent from a page of this site. Open the page again and send it from there.",
  },
};

/**
 * A whole page for a request that no route answers, without scripts and the same for everybody: for refusals of the
 * guard, and for those of Express before the router runs.
 */
export function errorDocument(status: number, reason?: Reason, requestId?: string): string {
  const { title, message } = reason ? reasons[reason] : errorText(status);
  const markup = renderToStaticMarkup(
    <html lang="en" data-theme="system">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · Rowhouse`}</title>
        <link rel="stylesheet" href={stylesheet} />
        <link rel="icon" href="/favicon/default.svg" type="image/svg+xml" />
      </head>
      <body>
        <ErrorShell>
          <ErrorPage status={status} title={title} message={message} requestId={requestId} />
        </ErrorShell>
      </body>
    </html>,
  );
  return `<!doctype html>${markup}`;
}

interface Options {
  headers?: Record<string, string>;
  reason?: Reason;
  requestId?: string;
}

/** `errorDocument` as a Response, for the router. */
export function documentFor(status: number, { headers, reason, requestId }: Options = {}): Response {
  return new Response(errorDocument(status, reason, requestId), {
    status,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "private, no-store",
      ...headers,
    },
  });
}
