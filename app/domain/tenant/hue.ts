/** What the door colours are called in settings; the index is the hue. The colours themselves: css/doors.css. */
export const doorNames = [
  "Brick",
  "Terracotta",
  "Ochre",
  "Olive",
  "Moss",
  "Pine",
  "Teal",
  "Lagoon",
  "Cobalt",
  "Indigo",
  "Plum",
  "Rose",
] as const;

/** The hue (0–11) a tenant gets by its id: FNV-1a (32 bit), the same on every machine and for ever. */
export function doorHue(tenantId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < tenantId.length; i++) hash = Math.imul(hash ^ tenantId.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % doorNames.length;
}

/** The hue a tenant shows: the one chosen in its settings, else the one of its id. */
export function doorOf(tenant: { id: string; doorHue?: number | null }): number {
  return tenant.doorHue ?? doorHue(tenant.id);
}

/** The address of the favicon with this door; without one, Rowhouse's own. */
export function faviconOf(tenant?: { id: string; doorHue?: number | null }): string {
  return `/favicon/${tenant ? doorOf(tenant) : "default"}.svg`;
}
