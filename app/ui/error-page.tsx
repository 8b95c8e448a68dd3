import type { ReactNode } from "react";
import { errorText, passes } from "./error-text.ts";
import { Mark } from "./mark.tsx";

interface Onward {
  href: string;
  label: string;
}

interface ErrorPageProps {
  status: number;
  /** More exact than the status' own words, such as which limit was reached. */
  title?: string;
  message?: ReactNode;
  quote?: string;
  onward?: Onward;
  requestId?: string;
  retryAfterSeconds?: number;
  sendAgain?: ReactNode;
}

export function ErrorPage({
  status,
  title,
  message,
  quote,
  onward,
  requestId,
  retryAfterSeconds,
  sendAgain,
}: ErrorPageProps) {
  const text = errorText(status);
  const again = passes(status) ? sendAgain : null;
  const { href, label } = onward ?? usualWay(status, Boolean(again));
  return (
    <div className="error-page">
      <p className="error-status">{status}</p>
      <h1 className="text-xl">{title ?? text.title}</h1>
      <p className="text-muted">
        {message ?? text.message}
        {retryAfterSeconds ? ` You can go on in ${waitText(retryAfterSeconds)}.` : null}
      </p>
      {quote ? (
        <blockquote className="quote" dir="auto">
          {quote}
        </blockquote>
      ) : null}
      {requestId && status >= 500 ? (
        <p className="field-note">
          Request <code>{requestId}</code>
        </p>
      ) : null}
      <div className="mt-2 flex flex-wrap justify-center gap-2">
        {again}
        {/* A fresh document: after an error, nothing held in this one can be trusted. */}
        <a href={href} data-reload className="button button-secondary">
          {label}
        </a>
      </div>
    </div>
  );
}

/** An empty href is the page itself: it is read again, and nothing is sent twice. */
function usualWay(status: number, discards: boolean): Onward {
  if (passes(status)) return { href: "", label: discards ? "Discard" : "Try again" };
  return { href: "/", label: "Go to your workspaces" };
}

function waitText(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}

/** For errors without a frame: no one is signed in, or the frame failed. Uses only its props. */
export function ErrorShell({ children }: { children: ReactNode }) {
  return (
    <div className="auth-shell">
      <header>
        <a href="/" data-reload aria-label="Rowhouse, home">
          <Mark height={32} />
        </a>
      </header>
      <main id="main">{children}</main>
    </div>
  );
}
