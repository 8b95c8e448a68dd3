/** Hues: a tenant's door colour is one of twelve. What they are called in settings, by hue; the colours: css/doors.css. */
export const hueNames = [
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

/** The hue (0–11) that follows from a tenant's id: FNV-1a (32 bit), the same on every machine. */
export function hueOfId(tenantId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < tenantId.length; i++) hash = Math.imul(hash ^ tenantId.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % hueNames.length;
}

/** The hue that a tenant shows: the one chosen in its settings, else the one of its id. */
export function hueOf(tenant: { id: string; doorHue?: number | null }): number {
  return tenant.doorHue ?? hueOfId(tenant.id);
}

/** The URL path of the favicon in a tenant's hue; without a tenant, of Rowhouse's own. */
export function faviconOf(tenant?: { id: string; doorHue?: number | null }): string {
  return `/favicon/${tenant ? hueOf(tenant) : "default"}.svg`;
}
