import { renderToStaticMarkup } from "react-dom/server";
import stylesheet from "#app/app.css?url";

interface Options {
  headers?: Record<string, string>;
  reason?: "suspended";
}

const texts: Record<number, { title: string; text: string }> = {
  403: { title: "Not allowed", text: "Your role here doesn't allow this. Ask an admin if you need it." },
  404: { title: "Not found", text: "You don't have access to this, or it doesn't exist." },
  405: { title: "Not possible", text: "This page can't be used that way." },
  413: { title: "Too large", text: "What was sent is larger than 1 MiB. Send less." },
  429: { title: "Too many requests", text: "There were too many requests. Wait a moment, then try again." },
  500: { title: "Something went wrong", text: "This was our mistake. Nothing was changed. Try again." },
  503: {
    title: "Back in a moment",
    text: "The database can't be reached just now. Try again in a few seconds.",
  },
};
const suspendedText = {
  title: "Suspended",
  text: "This workspace is suspended. Its owners can still reach billing.",
};

/**
 * A whole page for a request that no route answers, without scripts and the same for everybody: for refusals of the
 * guard, and for those of Express before the router runs.
 */
export function errorDocument(status: number, reason?: "suspended", requestId?: string): string {
  const known = texts[status] ?? { title: "Bad request", text: "This request can't be understood." };
  const { title, text } = reason === "suspended" ? suspendedText : known;
  const markup = renderToStaticMarkup(
    <html lang="en" data-theme="system">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · Rowhouse`}</title>
        <link rel="stylesheet" href={stylesheet} />
      </head>
      <body>
        <main id="main">
          <h1>{title}</h1>
          <p>{text}</p>
          {requestId && <p>Request {requestId}</p>}
          <p>
            <a href="/">Go to your workspaces</a>
          </p>
        </main>
      </body>
    </html>,
  );
  return `<!doctype html>${markup}`;
}

/** `errorDocument` as a Response, for the router. */
export function documentFor(status: number, options: Options = {}): Response {
  return new Response(errorDocument(status, options.reason), {
    status,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "private, no-store",
      ...options.headers,
    },
  });
}
