import type { Config } from "#app/base/config.ts";
import { isToken } from "#app/base/token.ts";

/** The cookie holds a random token. With https it has the `__Host-` prefix, so no subdomain can set it. */

type Site = Pick<Config, "appUrl">;

const isSecure = ({ appUrl }: Site) => appUrl.startsWith("https:");
const nameAt = (site: Site) => (isSecure(site) ? "__Host-rowhouse" : "rowhouse");

/** The longest that browsers keep a cookie. The database decides when a session ends (domain/session). */
const lifetimeSeconds = 400 * 86_400;

export function sessionTokenFrom(header: string | null | undefined, site: Site): string | null {
  for (const pair of header?.split(";") ?? []) {
    const [key, value] = pair.trim().split("=", 2);
    if (key === nameAt(site) && value && isToken(value)) return value;
  }
  return null;
}

export function sessionCookie(token: string, site: Site): string {
  return cookie(token, lifetimeSeconds, site);
}

export function forgottenSessionCookie(site: Site): string {
  return cookie("", 0, site);
}

function cookie(value: string, maxAgeSeconds: number, site: Site): string {
  const secure = isSecure(site) ? "; Secure" : "";
  return `${nameAt(site)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure}`;
}
