import { Alert } from "#app/ui/alert.tsx";

interface StaleAlertProps {
  /** `project`, `task`. */
  noun: string;
  /** What stands there now, by the names of the form's labels. */
  current: Readonly<Record<string, string>>;
  /** What was typed, by the same names. */
  typed: Readonly<Record<string, string>>;
}

/** Says that the thing was changed meanwhile, shows where it differs from what was typed, and leaves the choice to the user. */
export function StaleAlert({ noun, current, typed }: StaleAlertProps) {
  const differing = Object.keys(current).filter((label) => (current[label] ?? "") !== (typed[label] ?? ""));
  return (
    <Alert kind="warning" title={`Somebody changed this ${noun} while you were editing it`}>
      <p>Your text is kept below. Saving puts it in place of what stands there now.</p>
      {differing.length > 0 ? (
        <dl className="mt-2 grid gap-2">
          {differing.map((label) => (
            <div key={label}>
              <dt className="text-sm text-muted">{label} now</dt>
              <dd className="max-h-40 overflow-auto whitespace-pre-wrap" dir="auto">
                {current[label] || "Empty"}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </Alert>
  );
}
