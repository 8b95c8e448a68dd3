/** The session's cookie: an opaque random token. With https it has the `__Host-` prefix, so no subdomain can set it. */

let secure = false;

/** Called once at start with what the public address says. */
export function secureCookies(isSecure: boolean): void {
  secure = isSecure;
}

const name = () => (secure ? "__Host-rowhouse" : "rowhouse");
const tokenForm = /^[A-Za-z0-9_-]{43}$/;

/** The session token in a Cookie header, if there is one of the right form. */
export function sessionTokenFrom(header: string | undefined): string | null {
  for (const pair of header?.split(";") ?? []) {
    const [key, value] = pair.trim().split("=", 2);
    if (key === name() && value && tokenForm.test(value)) return value;
  }
  return null;
}

/** The Set-Cookie header that keeps a session for `maxAgeSeconds`. */
export function sessionCookie(token: string, maxAgeSeconds: number): string {
  return `${name()}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure ? "; Secure" : ""}`;
}

/** The Set-Cookie header that forgets the session. */
export function forgottenSessionCookie(): string {
  return sessionCookie("", 0);
}
