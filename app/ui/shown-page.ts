import { useEffect } from "react";
import { useLocation } from "react-router";

/** Path and query. A document shows one page at a time; on the server this stays empty. */
let shown = "";

/** For app/root.tsx. */
export function useShownPage(): void {
  const { pathname, search } = useLocation();
  useEffect(() => {
    shown = pathname + search;
  }, [pathname, search]);
}

export function shownPage(): string {
  return shown;
}

export function isShown(url: string): boolean {
  const { origin, pathname, search } = new URL(url, location.origin);
  return origin === location.origin && pathname + search === shown;
}
