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
  /** What the refused form held, to be copied. */
  typed?: readonly { label: string; text: string }[];
}

export function ErrorPage({
  status,
  title,
  message,
  quote,
  onward,
  requestId,
  retryAfterSeconds,
  typed = [],
}: ErrorPageProps) {
  const text = errorText(status);
  const { href, label } = onward ?? usualWay(status);
  return (
    <div className="error-page">
      {status > 0 ? <p className="error-status">{status}</p> : null}
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
      {typed.length > 0 ? <Typed texts={typed} /> : null}
      {requestId && status >= 500 ? (
        <p className="field-note">
          Request <code>{requestId}</code>
        </p>
      ) : null}
      <div className="mt-2 flex flex-wrap justify-center gap-2">
        {/* A fresh document: after an error, nothing held in this one can be trusted. */}
        <a href={href} data-reload className="button button-secondary">
          {label}
        </a>
      </div>
    </div>
  );
}

function Typed({ texts }: { texts: readonly { label: string; text: string }[] }) {
  return (
    <div className="mt-2 grid gap-4 text-start">
      <p>This is what you typed. Copy what you need before you leave this page.</p>
      {texts.map(({ label, text }) => (
        <label key={label} className="field">
          <span className="field-label">{label}</span>
          <textarea
            className="input"
            rows={Math.min(10, text.split("\n").length + 1)}
            dir="auto"
            readOnly
            value={text}
          />
        </label>
      ))}
    </div>
  );
}

/** An empty href is the page itself: it is read again, and nothing is sent twice. */
function usualWay(status: number): Onward {
  if (passes(status)) return { href: "", label: "Try again" };
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
