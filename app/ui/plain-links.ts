import { useEffect } from "react";
import { useNavigate } from "react-router";

/**
 * Lets plain `<a href="/…">` elements move within the application without loading the document again. Frames and table
 * rows use plain links because a router's Link costs the server about 8 µs, a plain one hardly anything. A link with
 * `target`, `download` or `data-reload`, a press with a modifier key, and a link to another origin stay the browser's.
 */
export function usePlainLinks(): void {
  const navigate = useNavigate();
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
      navigate(to.pathname + to.search + to.hash);
    };
    document.addEventListener("click", follow);
    return () => document.removeEventListener("click", follow);
  }, [navigate]);
}
