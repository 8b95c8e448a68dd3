import type { ReactNode } from "react";
import { cn } from "./cn.ts";

interface CardProps {
  title?: ReactNode;
  action?: ReactNode;
  className?: string;
  /** Lists and tables bring their own padding. */
  flush?: boolean;
  children: ReactNode;
}

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
