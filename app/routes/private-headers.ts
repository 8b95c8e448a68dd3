import type { HeadersArgs } from "react-router";

const passedOn = ["Retry-After", "RateLimit", "RateLimit-Policy"];

/** For a user's own pages: no cache keeps them, and an action's limit headers reach the browser. */
export function privateHeaders({ actionHeaders, errorHeaders }: HeadersArgs): Headers {
  const headers = new Headers({ "Cache-Control": "private, no-store" });
  for (const name of passedOn) {
    const value = actionHeaders.get(name) ?? errorHeaders?.get(name);
    if (value) headers.set(name, value);
  }
  return headers;
}
