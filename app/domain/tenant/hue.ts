/** A tenant's door colour is one of these hues, as settings call them. The colours are in css/doors.css. */
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

/** From 0 to 11, by FNV-1a (32 bit): the same on every machine. */
export function hueOfId(tenantId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < tenantId.length; i++) hash = Math.imul(hash ^ tenantId.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % hueNames.length;
}

export function hueOf(tenant: { id: string; hue?: number | null }): number {
  return tenant.hue ?? hueOfId(tenant.id);
}

export function faviconOf(tenant?: { id: string; hue?: number | null }): string {
  return `/favicon/${tenant ? hueOf(tenant) : "default"}.svg`;
}
