import type { ReactNode } from "react";

/** Belongs into a `<dl className="stats">`. */
export function Stat({ label, value, note }: { label: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className="card card-body">
      <dt>{label}</dt>
      <dd className="stat-value">{value}</dd>
      {note ? <dd className="field-note">{note}</dd> : null}
    </div>
  );
}
