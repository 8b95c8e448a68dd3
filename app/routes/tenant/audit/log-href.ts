import type { AuditQuery } from "./schema.ts";

export function hrefOfLog(base: string, query: Partial<AuditQuery> & { format?: string }): string {
  const said = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  if (said.length === 0) return base;
  return `${base}?${new URLSearchParams(said.map(([name, value]) => [name, String(value)]))}`;
}
