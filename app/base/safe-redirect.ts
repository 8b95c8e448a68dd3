const maximumLength = 2_000;

/**
 * `wanted` if it is a path on this site, else `/`. Anyone can send it: a path is refused that a browser, a
 * proxy or a router could read as another site's, plain or percent-encoded several times.
 */
export function safeRedirect(wanted: unknown): string {
  if (typeof wanted !== "string" || wanted.length > maximumLength || !wanted.isWellFormed()) return "/";
  const [path = ""] = wanted.split(/[?#]/, 1);
  if (!/^\/[^\\\p{Cc}]*$/u.test(wanted) || !isOwnPath(path)) return "/";
  const url = new URL(wanted, "http://same.invalid");
  return url.origin === "http://same.invalid" && isOwnPath(url.pathname)
    ? url.pathname + url.search + url.hash
    : "/";
}

function isOwnPath(path: string): boolean {
  for (let form: string | null = path, rounds = 0; form !== null; rounds++) {
    if (rounds > 4 || /\/\/|\\|\p{Cc}/u.test(form)) return false;
    const decoded = decodedOnce(form);
    if (decoded === null && rounds === 0) return false;
    form = decoded === form ? null : decoded;
  }
  return true;
}

function decodedOnce(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

export function withRedirect(path: string, redirectTo: string): string {
  return redirectTo === "/" ? path : `${path}?${new URLSearchParams({ redirectTo })}`;
}
