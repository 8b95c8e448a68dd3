import { Tabs } from "#app/ui/tabs.tsx";

/** The pages of a workspace's settings that this person may see; nothing if it is one alone. */
export function SettingsTabs({ slug, canSeeBilling }: { slug: string; canSeeBilling: boolean }) {
  if (!canSeeBilling) return null;
  return (
    <Tabs
      label="Settings"
      items={[
        { href: `/${slug}/settings`, label: "General" },
        { href: `/${slug}/billing`, label: "Plan and billing" },
      ]}
    />
  );
}
