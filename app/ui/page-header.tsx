import type { ReactNode } from "react";

interface PageHeaderProps {
  title: ReactNode;
  /** One line that says where one is or what this is for. */
  context?: ReactNode;
  /** The primary action, at the right. */
  action?: ReactNode;
}

/** The top of a page's content; holds the page's only h1. */
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
