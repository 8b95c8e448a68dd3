import type { Config } from "./config.ts";

/** With https, each cookie is Secure and has the prefix `__Host-`, so that no subdomain and no http page sets it. */

type Site = Pick<Config, "appUrl">;

const isSecure = ({ appUrl }: Site) => appUrl.startsWith("https:");
const prefix = "__Host-";

/** A Set-Cookie header as it is sent. http/router.ts does this to every one; again changes nothing. */
export function securedCookie(header: string, site: Site): string {
  if (!isSecure(site) || header.startsWith(prefix)) return header;
  return `${prefix}${header}; Secure`;
}

/** The value of the cookie that `securedCookie` sent under this name. */
export function cookieIn(header: string | null | undefined, name: string, site: Site): string | null {
  const sentName = isSecure(site) ? prefix + name : name;
  for (const pair of header?.split(";") ?? []) {
    const [key, value] = pair.trim().split("=", 2);
    if (key === sentName && value) return value;
  }
  return null;
}
