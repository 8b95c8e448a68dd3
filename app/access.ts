import type { Permission } from "#app/domain/membership/permissions.ts";
import type { Closure } from "#app/domain/tenant/closure.ts";

export type Need = "public" | "user" | "operator" | Permission;

export interface Access {
  /** For GET and HEAD. */
  read: Need;
  /** For every other method; absent: the route takes none. */
  write?: Need;
  /** The page can be reached even if its workspace is closed in this way. */
  evenIf?: Closure["status"];
}

/** Every route module exports `handle = access(…)`. A route without it is refused, and fails a test. */
export function access(declared: Access): { access: Access } {
  return { access: declared };
}
