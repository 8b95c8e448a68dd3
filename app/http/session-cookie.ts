import type { Config } from "#app/base/config.ts";

/** The session's cookie: an opaque random token. With https it has the `__Host-` prefix, so no subdomain can set it. */

type Site = Pick<Config, "appUrl">;

const isSecure = ({ appUrl }: Site) => appUrl.startsWith("https:");
const nameAt = (site: Site) => (isSecure(site) ? "__Host-rowhouse" : "rowhouse");
const tokenForm = /^[A-Za-z0-9_-]{43}$/;

/** As long as browsers keep any cookie. When a session ends is for the database to say (domain/session). */
const lifetimeSeconds = 400 * 86_400;

/** The session token in a Cookie header, if there is one of the right form. */
export function sessionTokenFrom(header: string | null | undefined, site: Site): string | null {
  for (const pair of header?.split(";") ?? []) {
    const [key, value] = pair.trim().split("=", 2);
    if (key === nameAt(site) && value && tokenForm.test(value)) return value;
  }
  return null;
}

/** The Set-Cookie header that keeps a session. */
export function sessionCookie(token: string, site: Site): string {
  return cookie(token, lifetimeSeconds, site);
}

/** The Set-Cookie header that forgets the session. */
export function forgottenSessionCookie(site: Site): string {
  return cookie("", 0, site);
}

function cookie(value: string, maxAgeSeconds: number, site: Site): string {
  const secure = isSecure(site) ? "; Secure" : "";
  return `${nameAt(site)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure}`;
}
