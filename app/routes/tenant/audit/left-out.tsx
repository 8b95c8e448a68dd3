import { Alert } from "#app/ui/alert.tsx";
import type { AuditQuery } from "./schema.ts";

interface LeftOutProps {
  base: string;
  parts: string[];
}

/** That a part of the address was not understood, so that more is shown than was asked for. */
export function LeftOut({ base, parts }: LeftOutProps) {
  const wrong = parts.map((part) => names[part as keyof AuditQuery]).join(", ");
  return (
    <div className="mb-4">
      <Alert kind="warning">
        This address asks for something that isn't in this log, which was left out: {wrong}.{" "}
        <a className="link" href={base}>
          Show everything
        </a>
      </Alert>
    </div>
  );
}

const names: Record<keyof AuditQuery, string> = {
  by: "the person",
  what: "what was done",
  object: "the object",
  from: "the first day",
  to: "the last day",
  before: "the place in the log",
};
