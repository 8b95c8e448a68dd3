import { may, type Permission, type Role } from "#app/domain/membership/permissions.ts";
import { Tabs } from "#app/ui/tabs.tsx";

/** Each permission is the one that the page itself asks for. */
const pages: readonly { path: string; label: string; permission: Permission }[] = [
  { path: "settings", label: "General", permission: "settings:write" },
  { path: "audit", label: "Audit log", permission: "audit:read" },
  { path: "billing", label: "Plan and billing", permission: "billing:manage" },
  { path: "danger", label: "Danger zone", permission: "tenant:delete" },
];

export function SettingsTabs({ slug, role }: { slug: string; role: Role }) {
  const seen = pages.filter(({ permission }) => may(role, permission));
  if (seen.length < 2) return null;
  return (
    <Tabs label="Settings" items={seen.map(({ path, label }) => ({ href: `/${slug}/${path}`, label }))} />
  );
}
