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

/**
 * The value of the cookie that `securedCookie` sent under this name. Every request is asked for some before anything else,
 * so it looks for the name alone: to take 16 KiB of semicolons apart takes a millisecond.
 */
export function cookieIn(header: string | null | undefined, name: string, site: Site): string | null {
  if (!header) return null;
  const sought = `${isSecure(site) ? prefix + name : name}=`;
  for (let at = header.indexOf(sought); at !== -1; at = header.indexOf(sought, at + 1)) {
    if (!isBegin(header, at)) continue;
    const end = header.indexOf(";", at);
    const value = header.slice(at + sought.length, end === -1 ? undefined : end).trim();
    if (value) return value;
  }
  return null;
}

/** Whether a cookie's name begins here. A value may hold spaces, and another host may have set it. */
function isBegin(header: string, at: number): boolean {
  let before = at - 1;
  while (header[before] === " " || header[before] === "\t") before--;
  return before < 0 || header[before] === ";";
}
