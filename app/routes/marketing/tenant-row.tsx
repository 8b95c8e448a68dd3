import type { ReactNode } from "react";
import { TenantMark } from "#app/ui/mark.tsx";

interface TenantRowProps {
  tenant: { id: string; slug: string; name: string; doorHue: number | null };
  /** Where the whole row leads. */
  href: string;
  /** At its end: states and labels. */
  children: ReactNode;
}

/** A workspace in a list of them. */
export function TenantRow({ tenant, href, children }: TenantRowProps) {
  return (
    <li className="relative hover:bg-hover">
      <TenantMark tenant={tenant} />
      <span className="rail-text">
        <a href={href} className="row-link" dir="auto">
          {tenant.name}
        </a>
        <span>/{tenant.slug}</span>
      </span>
      {children}
    </li>
  );
}
