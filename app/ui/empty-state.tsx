import type { ReactNode } from "react";

/** What a list shows when there is nothing: one sentence what this is for, and one button. */
export function EmptyState({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <p>{children}</p>
      {action}
    </div>
  );
}
