import { Alert } from "#app/ui/alert.tsx";

interface StaleAlertProps {
  noun: string;
  /** The present values, by the labels of the form, as in `typed`. */
  current: Readonly<Record<string, string>>;
  typed: Readonly<Record<string, string>>;
}

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
