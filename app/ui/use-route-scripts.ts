import { use, useCallback } from "react";
import { matchRoutes, UNSAFE_DataRouterContext, UNSAFE_FrameworkContext } from "react-router";

/** By their address. A document that left its page keeps them. */
const loaded = new Set<string>();

interface RouteScripts {
  areLoaded(): boolean;
  /** @throws if one can't be loaded */
  load(): Promise<void>;
}

/**
 * Of the route that has this path. The router loads them when a form is sent there; if it can't, it loads the document
 * anew, and whatever was typed into it is gone.
 */
export function useRouteScripts(path: string | undefined): RouteScripts {
  const router = use(UNSAFE_DataRouterContext)?.router;
  const manifest = use(UNSAFE_FrameworkContext)?.manifest;
  const missing = useCallback(() => {
    const matches =
      path === undefined ? null : matchRoutes(router?.routes ?? [], new URL(path, location.href));
    const scripts = (matches ?? []).flatMap(({ route: { id = "" } }) => manifest?.routes[id]?.module ?? []);
    return scripts.filter((script) => !loaded.has(script));
  }, [path, router, manifest]);
  return {
    areLoaded: () => missing().length === 0,
    async load() {
      for (const script of missing()) {
        await import(/* @vite-ignore */ script);
        loaded.add(script);
      }
    },
  };
}
