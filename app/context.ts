import { createContext, type RouterContextProvider } from "react-router";
import type { RequestOrigin } from "#db/transaction.ts";
import type { Config } from "./base/config.ts";
import type { Access } from "./domain/membership/access.ts";
import type { Role } from "./domain/membership/permissions.ts";
import type { PlanLimits, PlanName } from "./domain/plan/plans.ts";
import type { Closure } from "./domain/tenant/closure.ts";

/** The only context keys. They are set before the router runs (http/app.ts); the getters below say who may ask. */

export interface Person {
  id: string;
  name: string;
  email: string;
  isOperator: boolean;
}

export interface Tenant {
  id: string;
  slug: string;
  name: string;
  /** Why it is closed, if it is. */
  closure: Closure | null;
  plan: PlanName;
  limits: PlanLimits;
  home: string;
  doorHue: number | null;
  version: number;
}

/** What the door found out about a request. It refuses nobody: the guard does, by what the route declares. */
export interface Door {
  /** The slug in the path, if it has the form of one. */
  slug: string | null;
  sessionId: string | null;
  user: Person | null;
  /** Only with a membership: of other tenants nobody learns anything. */
  tenant: Tenant | null;
  role: Role | null;
  /** GET and HEAD. */
  readOnly: boolean;
}

/** The door of somebody who was let in. It is an `Entry` for `withTenant`. */
export interface TenantDoor {
  tenant: Tenant;
  user: Person;
  role: Role;
  sessionId: string;
  readOnly: boolean;
  request: RequestOrigin;
}

export interface RequestFacts {
  id: string;
  /** The one script nonce of this response. */
  nonce: string;
  /** The client's address. Kept in the audit log of the tenant that is changed, and never in the server's own log. */
  ipAddress: string | null;
  /** What stands for the client's address in limits (http/client-key.ts). */
  address: string;
  theme: "system" | "light" | "dark";
  /** The pattern of the route that answers, such as `/:tenant/projects`; null until the router has matched one. */
  pattern: string | null;
  /** An error that says the database is away, found while the routes ran. */
  unavailable: boolean;
  /** The body turned out to be larger than allowed while it was read. */
  bodyTooLarge: boolean;
  /** The page as it was rendered, on its way past the router's Response (http/router.ts). */
  page?: string;
}

export const doorContext = createContext<Door>();
export const requestContext = createContext<RequestFacts>();
export const configContext = createContext<Config>();
/** What every route declares, by the pattern of its address. */
export const accessContext = createContext<ReadonlyMap<string, readonly (Access | undefined)[]>>();

type Context = Readonly<RouterContextProvider>;

/** The signed-in person. @throws if the route declares less than `user`. */
export function personOf(context: Context): Person & { sessionId: string } {
  const { user, sessionId } = context.get(doorContext);
  if (!user || !sessionId) throw new Error('Nobody is signed in here: declare access "user" on this route');
  return { ...user, sessionId };
}

/** Where what this request writes comes from. Pass it to `withPerson`; `tenantDoorOf` has it already. */
export function originOf(context: Context): RequestOrigin {
  const { id, ipAddress } = context.get(requestContext);
  return { id, ipAddress };
}

const tenantDoors = new WeakMap<Door, TenantDoor>();

/**
 * The tenant of the path and the person in it; the same object for all of a request, which is how its loaders come to
 * share one transaction. @throws if the route declares no permission on the tenant.
 */
export function tenantDoorOf(context: Context): TenantDoor {
  const door = context.get(doorContext);
  const known = tenantDoors.get(door);
  if (known) return known;
  const { tenant, user, role, sessionId, readOnly } = door;
  if (!tenant || !user || !role || !sessionId) {
    throw new Error("No tenant was entered here: declare a permission on this route");
  }
  const opened = { tenant, user, role, sessionId, readOnly, request: originOf(context) };
  tenantDoors.set(door, opened);
  return opened;
}
