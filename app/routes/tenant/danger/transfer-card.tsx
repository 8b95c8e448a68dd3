import { href } from "react-router";
import { Card } from "#app/ui/card.tsx";

interface TransferCardProps {
  tenant: string;
  /** The member who is proposed as the new owner. */
  to?: { id: string; name: string };
}

/** Leads an owner to the page that hands the workspace over. */
export function TransferCard({ tenant, to }: TransferCardProps) {
  const query = to ? `?to=${to.id}` : "";
  return (
    <Card title="Transfer ownership">
      <p className="mb-4 text-muted">
        {to ? <bdi>{to.name}</bdi> : "Another member"} becomes an owner in your place, and you an admin.
      </p>
      <a className="button button-secondary" href={`${href("/:tenant/danger/transfer", { tenant })}${query}`}>
        Transfer ownership…
      </a>
    </Card>
  );
}
