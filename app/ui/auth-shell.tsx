import type { ReactNode } from "react";
import { Mark } from "./mark.tsx";
import { usePlainLinks } from "./plain-links.ts";

interface AuthShellProps {
  title: ReactNode;
  context?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
}

export function AuthShell({ title, context, children, footer }: AuthShellProps) {
  usePlainLinks();
  return (
    <div className="auth-shell">
      <header>
        <a href="/" aria-label="Rowhouse, home">
          <Mark height={32} />
        </a>
      </header>
      <main id="main" tabIndex={-1} className="card p-6">
        <h1 className="text-xl">{title}</h1>
        {context ? <p className="mt-1 wrap-anywhere text-muted">{context}</p> : null}
        <div className="mt-6">{children}</div>
      </main>
      {footer ? <footer className="text-muted">{footer}</footer> : null}
    </div>
  );
}
