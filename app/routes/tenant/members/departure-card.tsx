import { href } from "react-router";
import { Card } from "#app/ui/card.tsx";
import { ConfirmDialog } from "#app/ui/confirm-dialog.tsx";
import { opensDialog } from "#app/ui/dialog-commands.ts";
import { revokesText } from "./revoked-text.ts";

interface DepartureCardProps {
  params: { tenant: string; userId: string };
  name: string;
  mayRemove: boolean;
  mayLeave: boolean;
  /** How many of their invitations are revoked with them. */
  sent: number;
}

export function removalText(sent: number): string {
  return `They lose access at once, in every open tab. What they did stays, under their name.${revokesText(sent, "they")}`;
}

export function DepartureCard({ params, name, mayRemove, mayLeave, sent }: DepartureCardProps) {
  if (mayLeave) {
    return (
      <Card title="Leave this workspace">
        <p className="mb-4 text-muted">
          What you did stays. To come back, you need an invitation.{revokesText(sent, "you")}
        </p>
        <a className="button button-secondary" href={href("/:tenant/members/leave", params)}>
          Leave workspace…
        </a>
      </Card>
    );
  }
  if (!mayRemove) return null;
  return (
    <Card title="Remove from this workspace">
      <p className="mb-4 text-muted">{removalText(sent)}</p>
      <button className="button button-secondary" {...opensDialog("remove-member")}>
        Remove…
      </button>
      <ConfirmDialog
        id="remove-member"
        title={`Remove “${name}”?`}
        confirm="Remove member"
        action={href("/:tenant/members/:userId/remove", params)}
      >
        {removalText(sent)}
      </ConfirmDialog>
    </Card>
  );
}
