import type { ReactNode } from "react";
import { cn } from "./cn.ts";

interface CardProps {
  title?: ReactNode;
  /** At the right of the title: a small button or a link. */
  action?: ReactNode;
  className?: string;
  /** Lists and tables bring their own padding. */
  flush?: boolean;
  children: ReactNode;
}

/** A bordered box for things that belong together, with an optional title (h2) above a line. */
export function Card({ title, action, className, flush, children }: CardProps) {
  return (
    <section className={cn("card", className)}>
      {title || action ? (
        <div className="card-head">
          <h2>{title}</h2>
          {action}
        </div>
      ) : null}
      {flush ? children : <div className="card-body">{children}</div>}
    </section>
  );
}
