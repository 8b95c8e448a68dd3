import { renderToStaticMarkup } from "react-dom/server";
import stylesheet from "#app/app.css?url";
import type { Overload } from "#app/domain/plan/overload.ts";
import { closureText } from "#app/ui/closure-text.tsx";
import { ErrorPage, ErrorShell } from "#app/ui/error-page.tsx";
import { type Closed, errorText, overloadText, passes, type Reason } from "#app/ui/error-text.ts";
import type { TypedText } from "./typed-text.ts";

interface Details {
  reason?: Reason;
  /** The request was a form: reloading the page sends it again as it was typed. */
  wasSent?: boolean;
  requestId?: string;
  onward?: Closed["onward"];
  closed?: Closed;
  overload?: Overload;
  /** What the refused form held. */
  typed?: readonly TypedText[];
}

/** For requests refused by the guard, or by Express before the router. It has no scripts. */
export function errorDocument(
  status: number,
  { reason, wasSent = false, requestId, closed, overload, typed, onward = closed?.onward }: Details = {},
): string {
  const text = textOf(status, { reason, closed, overload });
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
            typed={typed}
          />
        </ErrorShell>
      </body>
    </html>,
  );
  return `<!doctype html>${markup}`;
}

function textOf(status: number, { reason, closed, overload }: Details) {
  if (closed) return closureText(closed.closure);
  return overload ? overloadText(overload) : errorText(status, reason);
}

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
