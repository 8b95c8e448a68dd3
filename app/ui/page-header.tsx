import type { ReactNode } from "react";

interface PageHeaderProps {
  title: ReactNode;
  context?: ReactNode;
  action?: ReactNode;
}

/** Holds the page's only h1. */
export function PageHeader({ title, context, action }: PageHeaderProps) {
  return (
    <header className="page-header">
      <div>
        <h1>{title}</h1>
        {context ? <p>{context}</p> : null}
      </div>
      {action ? <div className="page-actions">{action}</div> : null}
    </header>
  );
}
