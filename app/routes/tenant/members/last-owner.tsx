import { href } from "react-router";
import { Alert } from "#app/ui/alert.tsx";

/** Why the only owner can't step down or leave, and what to do first. */
export function LastOwner({ tenant, kind }: { tenant: string; kind: "info" | "error" }) {
  return (
    <Alert kind={kind} title="You are the only owner of this workspace">
      <a className="link" href={href("/:tenant/danger/transfer", { tenant })}>
        Transfer ownership
      </a>{" "}
      first: somebody else becomes the owner, and you an admin. Then you can leave.
    </Alert>
  );
}
