import { hash } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { LRUCache } from "lru-cache";
import type { App } from "#app/app.ts";
import { type Allowance, refusalHeaders } from "#app/base/limiter.ts";
import { doorOf, factsOf } from "./locals.ts";
import { refuse } from "./refuse.ts";
import { sessionTokenFrom } from "./session-cookie.ts";
import { slugOf } from "./slug-of-path.ts";

/**
 * Who pays for a request: a member, from the bucket of the tenant they are in; an outsider, from their own client's.
 * So an outsider can never use up a tenant's bucket. Who is a member is known only after the door's query, and a flood
 * must be turned away before it. Hence two steps around the door:
 *
 * - `clientLimit`, before: a bucket that is used up refuses here, without a query. For a client that holds only for
 *   requests that can't be a member's: those without a session cookie, or with one that was lately found to be no good
 *   for this tenant. A member who works from an office's shared address carries on, whatever a neighbour
 *   behind the same address does. A cookie not seen before may be a member's, or one of a flood of made-up ones: such
 *   requests of a used-up client have a small allowance of door queries, given back when it was a member.
 * - `planLimit`, after: counts the request where it belongs, and remembers what the door said for the next one.
 */

/** Door queries a minute that a used-up client may cause with cookies not seen before. */
const unknownCookiesPerMinute = 20;
/** How long the door's answers are remembered here. It lets no one in: the door is asked again all the same. */
const rememberInsideMs = 10 * 60_000;
const rememberOutsideMs = 60_000;
/** A tenant that moved to a larger plan is not held to its old limit for longer than this. */
const tenantBlockMs = 5_000;
/** How many entries of each kind are remembered. Their time is measured by the clock that `untilMs` is read from. */
const remembered = { max: 20_000, perf: { now: () => Date.now() } };

type Verdict = { side: "outside" } | { side: "inside"; tenantId: string; plan: string };
const outside: Verdict = { side: "outside" };
/** Buckets that are used up, until they are filled again. */
interface Blocked {
  points: number;
  untilMs: number;
}

interface RequestLimits {
  clientLimit: RequestHandler;
  planLimit: RequestHandler;
}

/** Both steps of one application, and what they remember. */
export function requestLimits({
  config,
  limiters,
  metrics,
}: Pick<App, "config" | "limiters" | "metrics">): RequestLimits {
  const perMinute = (name: string, points = 1) => limiters.limiter({ name, points, durationSeconds: 60 });
  const tenants = perMinute("tenant");
  const outsiders = perMinute("client");
  const unknownCookies = perMinute("unknown-cookies", unknownCookiesPerMinute);
  const verdicts = new LRUCache<string, Verdict>(remembered);
  const blockedClients = new LRUCache<string, Blocked>(remembered);
  const blockedTenants = new LRUCache<string, Blocked>(remembered);

  async function clientLimit(req: Request, res: Response, next: () => void) {
    const { clientKey } = factsOf(res);
    const key = visitorKey(req);
    const verdict = key === null ? outside : verdicts.get(key);
    if (verdict?.side === "inside") {
      const blocked = blockedTenants.get(verdict.tenantId);
      return blocked ? tooMany(req, res, "tenant", verdict.plan, blocked) : next();
    }
    const blocked = blockedClients.get(clientKey);
    if (!blocked) return next();
    if (verdict) return tooMany(req, res, "client", "none", blocked);
    const allowance = await unknownCookies.spend(clientKey);
    if (!allowance.isAllowed) return tooMany(req, res, "client", "none", blocked);
    res.locals.isUnknownCookie = true;
    next();
  }

  async function planLimit(req: Request, res: Response, next: () => void) {
    const { clientKey } = factsOf(res);
    const tenant = doorOf(res)?.tenant;
    const key = visitorKey(req);
    if (!tenant) {
      if (key) verdicts.set(key, outside, forMs(rememberOutsideMs));
      const allowance = await outsiders.spend(clientKey, config.limits.outsiderPerMinute);
      if (allowance.remaining === 0)
        blockedClients.set(clientKey, blockedBy(allowance), forMs(allowance.msBeforeReset));
      return allowance.isAllowed ? next() : tooMany(req, res, "client", "none", blockedBy(allowance));
    }
    if (key) {
      const inside = { side: "inside", tenantId: tenant.id, plan: tenant.plan } as const;
      verdicts.set(key, inside, forMs(rememberInsideMs));
    }
    if (res.locals.isUnknownCookie) await unknownCookies.refund(clientKey);
    const allowance = await tenants.spend(tenant.id, tenant.limits.requestsPerMinute);
    if (allowance.isAllowed) return next();
    const blocked = blockedBy(allowance);
    blockedTenants.set(tenant.id, blocked, forMs(Math.min(allowance.msBeforeReset, tenantBlockMs)));
    tooMany(req, res, "tenant", tenant.plan, blocked);
  }

  /** A session in a tenant, hashed so that no token is kept; null without a session cookie, or on a page outside tenants. */
  function visitorKey(req: Request): string | null {
    const token = sessionTokenFrom(req.headers.cookie, config);
    const slug = slugOf(req.path);
    return token && slug ? `${hash("sha256", token, "base64")} ${slug}` : null;
  }

  function tooMany(
    req: Request,
    res: Response,
    name: "tenant" | "client",
    plan: string,
    blocked: Blocked,
  ): void {
    metrics.rateLimited.inc({ plan });
    const headers = refusalHeaders(
      { name, durationSeconds: 60 },
      { points: blocked.points, remaining: 0, msBeforeReset: blocked.untilMs - Date.now() },
    );
    refuse(req, res, 429, { headers });
  }

  return { clientLimit, planLimit };
}

function blockedBy({ points, msBeforeReset }: Allowance): Blocked {
  return { points, untilMs: Date.now() + msBeforeReset };
}

/** For how long an entry is remembered. To `LRUCache` 0 means for ever. */
function forMs(milliseconds: number): { ttl: number } {
  return { ttl: Math.max(milliseconds, 1) };
}
