import { createContext, type RouterContextProvider } from "react-router";
import type { OperatorEntry } from "#db/operator.ts";
import type { Share } from "#db/share.ts";
import type { ControlEntry, Credential, Entry, RequestOrigin } from "#db/transaction.ts";
import type { Access } from "./access.ts";
import type { App } from "./app.ts";
import type { Role } from "./domain/membership/permissions.ts";
import type { Overload } from "./domain/plan/overload.ts";
import type { PlanLimits, PlanName } from "./domain/plan/plans.ts";
import type { Closure } from "./domain/tenant/closure.ts";

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
  closure: Closure | null;
  plan: PlanName;
  limits: PlanLimits;
  home: string;
  hue: number | null;
  version: number;
}

/** What the door found out about a request. The guard refuses, not the door. */
export interface Door {
  /** The slug in the path, if it has the form of one. */
  slug: string | null;
  sessionId: string | null;
  /** Null without a live session. */
  credential: Credential | null;
  user: User | null;
  /** Null for users who aren't members: they are told nothing of a tenant. */
  tenant: Tenant | null;
  role: Role | null;
  readOnly: boolean;
}

export interface MemberEntry extends Entry {
  tenant: Tenant & { share: Share };
  user: User;
  role: Role;
  sessionId: string;
}

export interface UserEntry extends ControlEntry, OperatorEntry {
  user: User;
  credential: Credential;
  sessionId: string;
}

/** In place of an error that is no bug: the same request may succeed later (http/passing-failure.ts). */
export interface PassingFailure {
  status: 404 | 423 | 429 | 503 | 504;
  headers: Record<string, string>;
  /** Absent: the status says all. */
  overload?: Overload;
  /** For the log. */
  event: string;
}

export interface RequestFacts {
  id: string;
  nonce: string;
  /** Kept in the audit log of the tenant that is changed, and never in the server's own log. */
  ipAddress: string | null;
  clientKey: string;
  /** Of the client key. */
  network: string;
  theme: "system" | "light" | "dark";
  /** The pattern of the matched route, such as `/:tenant/projects`; null until the router has matched one. */
  pattern: string | null;
  /** Aborted when the client is gone before its answer. */
  signal: AbortSignal;
  /** Why a loader or an action failed, if it is no bug. */
  passingFailure: PassingFailure | null;
  /** The rendered page, which bypasses the router's Response (http/router.ts). */
  page?: string;
}

export const appContext = createContext<App>();
export const doorContext = createContext<Door>();
export const requestContext = createContext<RequestFacts>();
/** The form that was sent, once it is read. Its fields are null if it can't be (http/form-fields.ts). */
export const formContext = createContext<{ fields: FormData | null } | null>(null);
/** What a route and its layouts declare, by the route's pattern, outermost first. */
export const accessContext = createContext<ReadonlyMap<string, readonly (Access | undefined)[]>>();

type Context = Readonly<RouterContextProvider>;

export function appOf(context: Context): App {
  return context.get(appContext);
}

/** For `readControl` and `writeControl`, with or without a session. */
export function controlEntryOf(context: Context): ControlEntry {
  const { user, credential, readOnly } = context.get(doorContext);
  return { database: appOf(context).database, user, credential, readOnly, request: originOf(context) };
}

/** As `controlEntryOf`, without the user: for what a link or a password proves, and not the session. */
export function outsiderEntryOf(context: Context): ControlEntry {
  return { ...controlEntryOf(context), user: null, credential: null };
}

/** @throws if the route declares less than `user`. */
export function userEntryOf(context: Context): UserEntry {
  const { user, sessionId, credential } = context.get(doorContext);
  if (!user || !sessionId || !credential)
    throw new Error('No one is signed in here: declare access "user" on this route');
  return { ...controlEntryOf(context), user, sessionId, credential };
}

/** @throws if the route declares less than `user`. */
export function userOf(context: Context): User & { sessionId: string } {
  const { user, sessionId } = userEntryOf(context);
  return { ...user, sessionId };
}

/**
 * Settles when it is the turn of this request's tenant, or of its network outside tenants.
 * @throws the signal's reason, if the client has gone meanwhile: what is made in this turn has no reader.
 */
export async function turnOf(context: Context): Promise<void> {
  const { tenant } = context.get(doorContext);
  await appOf(context).turns.take(tenant?.id ?? clientNetworkOf(context));
  context.get(requestContext).signal.throwIfAborted();
}

export function clientKeyOf(context: Context): string {
  return context.get(requestContext).clientKey;
}

export function clientNetworkOf(context: Context): string {
  return context.get(requestContext).network;
}

function originOf(context: Context): RequestOrigin {
  const { id, ipAddress } = context.get(requestContext);
  return { id, ipAddress };
}

const memberEntries = new WeakMap<Door, MemberEntry>();

/** One object per request: loaders share its transaction. @throws if the route declares no permission. */
export function memberEntryOf(context: Context): MemberEntry {
  const door = context.get(doorContext);
  const known = memberEntries.get(door);
  if (known) return known;
  const { tenant, user, role, sessionId, credential, readOnly } = door;
  if (!tenant || !user || !role || !sessionId || !credential) {
    throw new Error("No tenant was entered here: declare a permission on this route");
  }
  const { database } = appOf(context);
  const entry = {
    ...{ database, user, credential, role, sessionId, readOnly },
    tenant: { ...tenant, share: shareOf(tenant) },
    request: originOf(context),
    signal: context.get(requestContext).signal,
  };
  memberEntries.set(door, entry);
  return entry;
}

function shareOf({ limits }: Tenant): Share {
  const { transactionsAtOnce, statementSeconds } = limits;
  return { transactionsAtOnce, statementTimeoutMs: statementSeconds * 1_000 };
}
