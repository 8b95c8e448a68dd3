import type { Closure } from "#app/domain/tenant/closure.ts";
import type { Permission } from "./permissions.ts";

/** What a route asks of the visitor: nothing, a session, the operator's mark, or a permission in the tenant of the path. */
export type Need = "public" | "user" | "operator" | Permission;

export interface Access {
  /** For GET and HEAD. */
  read: Need;
  /** For every other method; absent: the route takes none. */
  write?: Need;
  /** A page that can be reached even if its workspace is closed in this way. */
  evenIf?: Closure["status"];
}

/**
 * Every route module says who may use it: `export const handle = access({ read: "tenant:read" })`. A route that says
 * nothing is refused, and fails a test.
 */
export function access(declared: Access): { access: Access } {
  return { access: declared };
}
