import { use } from "react";
import { matchRoutes, UNSAFE_DataRouterContext, UNSAFE_FrameworkContext } from "react-router";

/** By their address. A document that left its page keeps them. */
const loaded = new Set<string>();

interface RouteScripts {
  areLoaded(path: string): boolean;
  /** @throws if one can't be loaded */
  load(path: string): Promise<void>;
}

/**
 * Of the route that has a path. The router loads them when a form is sent there or a link followed; if it can't, it loads
 * the document again, and what was typed into it is gone.
 */
export function useRouteScripts(): RouteScripts {
  const router = use(UNSAFE_DataRouterContext)?.router;
  const manifest = use(UNSAFE_FrameworkContext)?.manifest;
  const missing = (path: string) => {
    const matches = matchRoutes(router?.routes ?? [], new URL(path, location.href)) ?? [];
    const scripts = matches.flatMap(({ route: { id = "" } }) => manifest?.routes[id]?.module ?? []);
    return scripts.filter((script) => !loaded.has(script));
  };
  return {
    areLoaded: (path) => missing(path).length === 0,
    async load(path) {
      for (const script of missing(path)) {
        await import(/* @vite-ignore */ script);
        loaded.add(script);
      }
    },
  };
}
