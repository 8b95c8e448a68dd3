import type { ReactNode } from "react";

/** What something is called, and what it is. */
export type Fact = readonly [name: string, value: ReactNode];

/** Names and values, one pair a row, for a flush card. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="list">
      {facts.map(([name, value]) => (
        <div key={name} className="justify-between">
          <dt className="text-muted">{name}</dt>
          <dd className="text-right break-words tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
