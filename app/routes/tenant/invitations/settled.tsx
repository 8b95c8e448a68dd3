import { href } from "react-router";
import { Alert } from "#app/ui/alert.tsx";

interface SettledProps {
  tenant: string;
  /** What became of the invitation (`settledText`). */
  text: string;
  /** `error` for somebody who has just tried to do something about it. */
  kind: "info" | "error";
}

/** In place of a question about an invitation that there is nothing left to do about. */
export function Settled({ tenant, text, kind }: SettledProps) {
  return (
    <div className="grid gap-4">
      <Alert kind={kind}>{text}</Alert>
      <div>
        <a className="button button-secondary" href={href("/:tenant/members", { tenant })}>
          Back to the members
        </a>
      </div>
    </div>
  );
}
