import { createContext, type RouterContextProvider } from "react-router";
import type { OperatorEntry } from "#db/operator.ts";
import type { ControlEntry, Entry, RequestOrigin } from "#db/transaction.ts";
import type { App } from "./app.ts";
import type { Access } from "./domain/membership/access.ts";
import type { Role } from "./domain/membership/permissions.ts";
import type { PlanLimits, PlanName } from "./domain/plan/plans.ts";
import type { Closure } from "./domain/tenant/closure.ts";

/** The only context keys. They are set before the router runs (http/router.ts); the getters below say who may ask. */

export interface User {
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

/** What the door found out about a request. It refuses no one: the guard does, by what the route declares. */
export interface Door {
  /** The slug in the path, if it has the form of one. */
  slug: string | null;
  sessionId: string | null;
  user: User | null;
  /** Only with a membership: of other tenants nothing is told. */
  tenant: Tenant | null;
  role: Role | null;
  /** GET and HEAD. */
  readOnly: boolean;
}

/** A member who was let in: the `Entry` of their request, and what is known of them. */
export interface MemberEntry extends Entry {
  tenant: Tenant;
  user: User;
  role: Role;
  sessionId: string;
}

/** A user who is signed in: the `ControlEntry` of their request. */
export interface UserEntry extends ControlEntry, OperatorEntry {
  user: User;
  sessionId: string;
}

export interface RequestFacts {
  id: string;
  /** The one script nonce of this response. */
  nonce: string;
  /** The client's IP address. Kept in the audit log of the tenant that is changed, and never in the server's own log. */
  ipAddress: string | null;
  /** What stands for the client in limits (http/client-key.ts). */
  clientKey: string;
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

export const appContext = createContext<App>();
export const doorContext = createContext<Door>();
export const requestContext = createContext<RequestFacts>();
/** What every route declares, by the pattern of its address. */
export const accessContext = createContext<ReadonlyMap<string, readonly (Access | undefined)[]>>();

type Context = Readonly<RouterContextProvider>;

/** The application that answers. */
export function appOf(context: Context): App {
  return context.get(appContext);
}

/** For `readControl` and `writeControl`, whether or not the request has a session. */
export function controlEntryOf(context: Context): ControlEntry {
  const { user, readOnly } = context.get(doorContext);
  return { database: appOf(context).database, user, readOnly, request: originOf(context) };
}

/** As `controlEntryOf`, on behalf of no one: for what a link or a password proves, and not the session. */
export function outsiderEntryOf(context: Context): ControlEntry {
  return { ...controlEntryOf(context), user: null };
}

/** As `controlEntryOf`, of the user who is signed in. @throws if the route declares less than `user`. */
export function userEntryOf(context: Context): UserEntry {
  const { user, sessionId } = context.get(doorContext);
  if (!user || !sessionId) throw new Error('No one is signed in here: declare access "user" on this route');
  return { ...controlEntryOf(context), user, sessionId };
}

/** The user who is signed in. @throws if the route declares less than `user`. */
export function userOf(context: Context): User & { sessionId: string } {
  const { user, sessionId } = userEntryOf(context);
  return { ...user, sessionId };
}

/** What stands for the client in limits. */
export function clientKeyOf(context: Context): string {
  return context.get(requestContext).clientKey;
}

/** Where what this request writes comes from. */
function originOf(context: Context): RequestOrigin {
  const { id, ipAddress } = context.get(requestContext);
  return { id, ipAddress };
}

const memberEntries = new WeakMap<Door, MemberEntry>();

/**
 * The tenant of the path and the member in it; the same object for all of a request, which is how its loaders come to
 * share one transaction. @throws if the route declares no permission on the tenant.
 */
export function memberEntryOf(context: Context): MemberEntry {
  const door = context.get(doorContext);
  const known = memberEntries.get(door);
  if (known) return known;
  const { tenant, user, role, sessionId, readOnly } = door;
  if (!tenant || !user || !role || !sessionId) {
    throw new Error("No tenant was entered here: declare a permission on this route");
  }
  const { database } = appOf(context);
  const entry = { database, tenant, user, role, sessionId, readOnly, request: originOf(context) };
  memberEntries.set(door, entry);
  return entry;
}
