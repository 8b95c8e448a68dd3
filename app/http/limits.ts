import { hash } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { LRUCache } from "lru-cache";
import type { App } from "#app/app.ts";
import { type Allowance, refusalHeaders } from "#app/base/limiter.ts";
import { doorOf, factsOf } from "./locals.ts";
import { sendRefusal } from "./refuse.ts";
import { sessionTokenFrom } from "./session-cookie.ts";
import { slugOf } from "./slug-of-path.ts";

/**
 * A member's request is counted for their tenant, an outsider's for their client, so that no outsider uses up
 * a tenant's share. Only the door's query tells who is a member, but a flood must be refused before it:
 * - `clientLimit`, before the door, refuses if the share is used up. A client's used-up share refuses only
 *   requests without a session cookie, or with one that the door lately found not to be a member's here:
 *   members behind a shared address carry on. A cookie not seen before may be made up, so a used-up client
 *   may cause only a few door queries with such cookies; a member's query is given back.
 * - `planLimit`, after the door, counts the request and remembers the door's answer.
 */

/** Door queries that a used-up client may cause with cookies not seen before. */
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

  /** Hashed, so that no token is kept. Null without a cookie or outside tenants. */
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
