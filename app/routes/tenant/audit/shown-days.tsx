import type { PlanName } from "#app/domain/plan/plans.ts";

interface ShownDaysProps {
  days: number;
  /** The smallest plan that shows all of it. */
  wholeOn: PlanName;
  /** Where an owner changes the plan; null for those who can't. */
  billing: string | null;
}

/** That the plan shows a part of the log, that all of it is there, and the way to see it. */
export function ShownDays({ days, wholeOn, billing }: ShownDaysProps) {
  return (
    <p className="mb-4 max-w-prose text-sm text-muted">
      You see the last {days} days. Everything is recorded, and the {wholeOn} plan shows all of it.{" "}
      {billing ? (
        <a className="link" href={billing}>
          See your plan
        </a>
      ) : (
        "Ask an owner to upgrade."
      )}
    </p>
  );
}
