import { renderToStaticMarkup } from "react-dom/server";
import stylesheet from "#app/app.css?url";
import { closureText } from "#app/ui/closure-text.tsx";
import { ErrorPage, ErrorShell } from "#app/ui/error-page.tsx";
import { type Closed, errorText, passes, type Reason } from "#app/ui/error-text.ts";

interface Details {
  reason?: Reason;
  /** It was a form: the browser, asked to load the page again, sends it again as it was typed. */
  wasSent?: boolean;
  requestId?: string;
  /** The one way onward, if it is another than the status suggests. */
  onward?: Closed["onward"];
  /** The workspace asked for is closed; leads where it says. */
  closed?: Closed;
}

/**
 * A whole page for a request that no route answers, without scripts and the same for all: for refusals of the
 * guard, and for those of Express before the router runs.
 */
export function errorDocument(
  status: number,
  { reason, wasSent = false, requestId, closed, onward = closed?.onward }: Details = {},
): string {
  const text = closed ? closureText(closed.closure) : errorText(status, reason);
  const again = wasSent && passes(status) ? " To send again what you typed, reload this page." : "";
  const markup = renderToStaticMarkup(
    <html lang="en" data-theme="system">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${text.title} · Rowhouse`}</title>
        <link rel="stylesheet" href={stylesheet} />
        <link rel="icon" href="/favicon/default.svg" type="image/svg+xml" />
      </head>
      <body>
        <ErrorShell>
          <ErrorPage
            status={status}
            {...text}
            message={
              <>
                {text.message}
                {again}
              </>
            }
            requestId={requestId}
            onward={onward}
          />
        </ErrorShell>
      </body>
    </html>,
  );
  return `<!doctype html>${markup}`;
}

/** `errorDocument` as a Response, for the router. */
export function documentFor(
  status: number,
  { headers, ...details }: Details & { headers?: Record<string, string> } = {},
): Response {
  return new Response(errorDocument(status, details), {
    status,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "private, no-store",
      ...headers,
    },
  });
}
