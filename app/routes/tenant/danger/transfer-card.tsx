import { href } from "react-router";
import { Card } from "#app/ui/card.tsx";

interface TransferCardProps {
  tenant: string;
  to?: { id: string; name: string };
}

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
