import { hash } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { LRUCache } from "lru-cache";
import type { App } from "#app/app.ts";
import { networkShare } from "#app/base/client-key.ts";
import { type Allowance, type Limiter, refusalHeaders } from "#app/base/limiter.ts";
import type { RequestFacts } from "#app/context.ts";
import { doorOf, factsOf } from "./locals.ts";
import { sendRefusal } from "./refuse.ts";
import { sessionTokenFrom } from "./session-cookie.ts";
import { slugOf } from "./slug-of-path.ts";

/**
 * A member's request is counted for their tenant, an outsider's for their client and its network, so that no
 * outsider uses up a tenant's share. Only the door's query tells who is a member, but a flood must be refused before it:
 * - `clientLimit`, before the door, refuses if a share is used up. A used-up share of a client or a network
 *   refuses only requests without a session cookie, or with one that the door lately found not to be a
 *   member's here: members behind a shared address carry on. A cookie not seen before may be made up, so then
 *   only a few door queries may be caused with such cookies; a member's query is given back.
 * - `planLimit`, after the door, counts the request and remembers the door's answer.
 */

/** Door queries that a used-up client, or one in a used-up network, may cause with cookies not seen before. */
const unknownCookiesPerMinute = 20;
/** How long the door's answers are remembered. They let no one in: the door is asked again. */
const rememberInsideMs = 10 * 60_000;
const rememberOutsideMs = 60_000;
/** A tenant that moved to a larger plan is held to its old limit for at most so long. */
const tenantBlockMs = 5_000;
/** `perf` is the clock of `untilMs`. */
const remembered = { max: 20_000, perf: { now: () => Date.now() } };

type Verdict = { side: "outside" } | { side: "inside"; tenantId: string; plan: string };
const outside: Verdict = { side: "outside" };
interface Blocked {
  points: number;
  untilMs: number;
}

type Client = Pick<RequestFacts, "clientKey" | "network">;

/** Of a client or a network, outside tenants. */
interface Share {
  /** Among those of clients and of networks. */
  id: string;
  limiter: Limiter;
  key: string;
  points: number;
}

interface RequestLimits {
  clientLimit: RequestHandler;
  planLimit: RequestHandler;
}

export function requestLimits({
  config,
  limiters,
  metrics,
}: Pick<App, "config" | "limiters" | "metrics">): RequestLimits {
  const perMinute = (name: string, points = 1) => limiters.limiter({ name, points, durationSeconds: 60 });
  const tenants = perMinute("tenant");
  const clients = perMinute("client");
  const networks = perMinute("network");
  const unknownCookies = perMinute("unknown-cookies");
  const networksUnknownCookies = perMinute("network-unknown-cookies");
  const verdicts = new LRUCache<string, Verdict>(remembered);
  const blockedShares = new LRUCache<string, Blocked>(remembered);
  const blockedTenants = new LRUCache<string, Blocked>(remembered);

  async function clientLimit(req: Request, res: Response, next: () => void) {
    const client = factsOf(res);
    const key = visitorKey(req);
    const verdict = key === null ? outside : verdicts.get(key);
    if (verdict?.side === "inside") {
      const blocked = blockedTenants.get(verdict.tenantId);
      return blocked ? tooMany(req, res, "tenant", verdict.plan, blocked) : next();
    }
    const used = sharesOf(client).find((share) => blockedShares.has(share.id));
    const blocked = used && blockedShares.get(used.id);
    if (!blocked) return next();
    if (verdict) return tooMany(req, res, used.limiter.name, "none", blocked);
    if (!(await mayAskDoor(client))) return tooMany(req, res, used.limiter.name, "none", blocked);
    res.locals.isUnknownCookie = true;
    next();
  }

  async function planLimit(req: Request, res: Response, next: () => void) {
    const client = factsOf(res);
    const tenant = doorOf(res)?.tenant;
    const key = visitorKey(req);
    if (!tenant) {
      if (key) verdicts.set(key, outside, forMs(rememberOutsideMs));
      const used = await spendShares(client);
      return used ? tooMany(req, res, used.limiter.name, "none", used.blocked) : next();
    }
    if (key) {
      const inside = { side: "inside", tenantId: tenant.id, plan: tenant.plan } as const;
      verdicts.set(key, inside, forMs(rememberInsideMs));
    }
    if (res.locals.isUnknownCookie) await giveBackDoorQuery(client);
    const allowance = await tenants.spend(tenant.id, tenant.limits.requestsPerMinute);
    if (allowance.isAllowed) return next();
    const blocked = blockedBy(allowance);
    blockedTenants.set(tenant.id, blocked, forMs(Math.min(allowance.msBeforeReset, tenantBlockMs)));
    tooMany(req, res, "tenant", tenant.plan, blocked);
  }

  /** The client's first: what a used-up client goes on sending costs its neighbours nothing. */
  function sharesOf({ clientKey, network }: Client): Share[] {
    const { outsiderPerMinute } = config.limits;
    return [
      { id: `client ${clientKey}`, limiter: clients, key: clientKey, points: outsiderPerMinute },
      { id: `network ${network}`, limiter: networks, key: network, points: outsiderPerMinute * networkShare },
    ];
  }

  /** @returns the share that is used up, if one is. */
  async function spendShares(client: Client): Promise<(Share & { blocked: Blocked }) | null> {
    for (const share of sharesOf(client)) {
      const allowance = await share.limiter.spend(share.key, share.points);
      const blocked = blockedBy(allowance);
      if (allowance.remaining === 0) blockedShares.set(share.id, blocked, forMs(allowance.msBeforeReset));
      if (!allowance.isAllowed) return { ...share, blocked };
    }
    return null;
  }

  async function mayAskDoor({ clientKey, network }: Client): Promise<boolean> {
    const ofClient = await unknownCookies.spend(clientKey, unknownCookiesPerMinute);
    if (!ofClient.isAllowed) return false;
    const most = unknownCookiesPerMinute * networkShare;
    return (await networksUnknownCookies.spend(network, most)).isAllowed;
  }

  async function giveBackDoorQuery({ clientKey, network }: Client): Promise<void> {
    await unknownCookies.refund(clientKey);
    await networksUnknownCookies.refund(network);
  }

  /** Hashed, so that no token is kept. Null without a cookie or outside tenants. */
  function visitorKey(req: Request): string | null {
    const token = sessionTokenFrom(req.headers.cookie, config);
    const slug = slugOf(req.path);
    return token && slug ? `${hash("sha256", token, "base64")} ${slug}` : null;
  }

  function tooMany(req: Request, res: Response, name: string, plan: string, blocked: Blocked): void {
    metrics.rateLimited.inc({ plan });
    const { points, untilMs } = blocked;
    const msBeforeReset = untilMs - Date.now();
    const headers = refusalHeaders({ name, durationSeconds: 60, points, remaining: 0, msBeforeReset });
    sendRefusal(req, res, 429, { headers });
  }

  return { clientLimit, planLimit };
}

function blockedBy({ points, msBeforeReset }: Allowance): Blocked {
  return { points, untilMs: Date.now() + msBeforeReset };
}

/** To `LRUCache`, 0 means for ever. */
function forMs(milliseconds: number): { ttl: number } {
  return { ttl: Math.max(milliseconds, 1) };
}
