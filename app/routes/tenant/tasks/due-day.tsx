import { Day } from "#app/ui/time.tsx";

export function DueDay({ on, isOverdue, now }: { on: string; isOverdue: boolean; now: number }) {
  return (
    <span className={isOverdue ? "flex-none font-medium text-danger" : "flex-none"}>
      {isOverdue ? "Overdue, " : <span className="sr-only">Due </span>}
      <Day on={on} now={now} />
    </span>
  );
}
