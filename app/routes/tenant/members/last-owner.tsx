import { href } from "react-router";
import { Alert } from "#app/ui/alert.tsx";

/** Why the only owner can't step down or leave, and what to do first. */
export function LastOwner({ tenant, kind }: { tenant: string; kind: "info" | "error" }) {
  return (
    <Alert kind={kind} title="You are the only owner of this workspace">
      Make somebody else an owner first:{" "}
      <a className="link" href={href("/:tenant/danger/transfer", { tenant })}>
        transfer ownership
      </a>
      . Then you can step down or leave.
    </Alert>
  );
}
