import type { Config } from "#app/base/config.ts";
import { cookieIn, securedCookie } from "#app/base/cookie.ts";
import { isToken } from "#app/base/token.ts";

/** The cookie holds a random token. */

type Site = Pick<Config, "appUrl">;

const name = "rowhouse";

/** The longest that browsers keep a cookie. The database decides when a session ends (domain/session). */
const lifetimeSeconds = 400 * 86_400;

export function sessionTokenFrom(header: string | null | undefined, site: Site): string | null {
  const token = cookieIn(header, name, site);
  return token && isToken(token) ? token : null;
}

export function sessionCookie(token: string, site: Site): string {
  return cookie(token, lifetimeSeconds, site);
}

export function forgottenSessionCookie(site: Site): string {
  return cookie("", 0, site);
}

function cookie(value: string, maxAgeSeconds: number, site: Site): string {
  return securedCookie(`${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}`, site);
}
