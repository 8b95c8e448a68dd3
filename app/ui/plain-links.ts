import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { notReached } from "./form-failure.ts";
import { toast } from "./toast-store.ts";
import { useRouteScripts } from "./use-route-scripts.ts";

/** Lets plain `<a href="/…">` navigate without a new document: a router's Link costs the server 8 µs. */
export function usePlainLinks(): void {
  const navigate = useNavigate();
  const scripts = useRouteScripts();
  const newest = useRef(scripts);
  useEffect(() => {
    newest.current = scripts;
  });
  useEffect(() => {
    const follow = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0) return;
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (!link?.href || link.target || link.hasAttribute("download") || link.dataset.reload !== undefined)
        return;
      const to = new URL(link.href);
      const isJump = to.hash !== "" && to.pathname === location.pathname && to.search === location.search;
      if (to.origin !== location.origin || isJump) return;
      event.preventDefault();
      const go = () => navigate(to.pathname + to.search + to.hash);
      // Without its scripts the router would leave this page for the browser's own.
      if (navigator.onLine || newest.current.areLoaded(to.pathname)) go();
      else newest.current.load(to.pathname).then(go, () => toast({ kind: "error", message: notReached }));
    };
    document.addEventListener("click", follow);
    return () => document.removeEventListener("click", follow);
  }, [navigate]);
}
