/**
 * Whether a tenant's audit log was tampered with, so that nothing can be changed in that tenant
 * (functions/audit.sql).
 */
export function isLogDamaged(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "XX001";
}
