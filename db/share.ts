import type { Pool, PoolClient } from "pg";
import { Company } from "./company.ts";
import { Line, LineFullError } from "./line.ts";

/** One tenant's part of what all tenants share: connections for transactions, and the lane for slow work. */

/** What a tenant's plan gives it. */
export interface Share {
  /** Transactions at the same time. */
  transactionsAtOnce: number;
  /** For each statement. Null: the pool's own time. */
  statementTimeoutMs: number | null;
}

/** For whom a connection is wanted. Without a tenant there is no line: the connections kept back are for those. */
export interface Sharer {
  tenant?: { id: string; share?: Share } | undefined;
  signal?: AbortSignal | undefined;
  /** Its answer has begun, as an export's: it is not refused any more. */
  isBegun?: boolean | undefined;
}

/** A tenant's transactions, or its slow work, are too many at once. The request did nothing and may be sent again. */
export class ShareUsedUpError extends Error {
  readonly limit: "transactions" | "slow";
  readonly atOnce: number;
  /** After so long there is probably room. */
  readonly waitSeconds = 5;
  constructor(limit: "transactions" | "slow", cause: LineFullError) {
    super(`A tenant's share of ${limit} is used up`, { cause });
    this.limit = limit;
    this.atOnce = cause.atOnce;
  }
}

/** Jobs have no plan at hand. */
const usualShare: Share = { transactionsAtOnce: 3, statementTimeoutMs: null };

/** For each tenant, and for each place. */
const waitingForEach = 40;
const patienceMs = 10_000;
const slowAtOnce = 1;
const slowPlaces = 2;

export interface Shares {
  transactions: Line;
  slow: Line;
}

/** Of the pool's connections, a fifth is kept for requests without a tenant, the door's statements among them. */
export function sharesOf({ poolSize }: { poolSize: number }): Shares {
  const places = Math.max(1, Math.floor(poolSize * 0.8));
  const company = new Company();
  const usual = { waiting: waitingForEach, patienceMs, company };
  return {
    transactions: new Line({ places, ...usual }),
    slow: new Line({ places: slowPlaces, ...usual }),
  };
}

export interface Connected {
  client: PoolClient;
  /** Gives the tenant's place back; the connection is released apart. */
  leave(): void;
}

/**
 * A connection of the pool, within the tenant's share. Waits for the share first, holding nothing.
 * @throws {ShareUsedUpError} or the signal's reason, if the request is gone.
 */
export async function connectWithin(
  { pool, shares }: { pool: Pool; shares: Shares },
  { tenant, signal, isBegun }: Sharer,
): Promise<Connected> {
  if (!tenant) return { client: await pool.connect(), leave() {} };
  const { transactionsAtOnce } = tenant.share ?? usualShare;
  // However much a tenant was given, another one finds a place.
  const atOnce = Math.max(1, Math.min(transactionsAtOnce, shares.transactions.places - 1));
  const leave = await shares.transactions
    .enter(tenant.id, { atOnce, signal, isBegun })
    .catch((error) => refuse("transactions", error));
  try {
    return { client: await pool.connect(), leave };
  } catch (error) {
    leave();
    throw error;
  }
}

interface SlowEntry extends Sharer {
  database: { shares: Shares };
  tenant: { id: string };
}

/**
 * For searches and the pages of exports: one of a tenant's at a time, two in all. Enter it before a
 * transaction, never within one.
 * @throws {ShareUsedUpError} or the signal's reason, if the request is gone.
 */
export async function inSlowLane<T>(
  { database, tenant, signal, isBegun }: SlowEntry,
  work: () => Promise<T>,
): Promise<T> {
  const leave = await database.shares.slow
    .enter(tenant.id, { atOnce: slowAtOnce, signal, isBegun })
    .catch((error) => refuse("slow", error));
  try {
    return await work();
  } finally {
    leave();
  }
}

function refuse(limit: ShareUsedUpError["limit"], error: unknown): never {
  throw error instanceof LineFullError ? new ShareUsedUpError(limit, error) : error;
}
