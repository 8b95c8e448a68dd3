import { href } from "react-router";
import type { Refusal } from "#app/routes/answer.ts";
import { Alert } from "#app/ui/alert.tsx";

/** For a change that would leave no owner. The page shows `LastOwner` for it. */
export const transferFirst: Refusal = { errors: { "": ["Transfer ownership first."] } };

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
