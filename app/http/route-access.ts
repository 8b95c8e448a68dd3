import type { ServerBuild } from "react-router";
import type { Access } from "#app/access.ts";

/** By the pattern of the URL; a route's layouts come first, outermost first. */
export function declaredAccess({ routes }: Pick<ServerBuild, "routes">): Map<string, (Access | undefined)[]> {
  const branches = new Map<string, (Access | undefined)[]>();
  for (const leaf of Object.values(routes)) {
    if (!leaf) continue;
    const branch = [leaf];
    while (branch[0]?.parentId) {
      const parent = routes[branch[0].parentId];
      if (!parent) break;
      branch.unshift(parent);
    }
    const pattern = branch.flatMap((route) => route.path || []).join("/") || "/";
    const declared = branch.map((route) => (route.module as { handle?: { access?: Access } }).handle?.access);
    // A layout and its index share a pattern; the index, the longer branch, is matched.
    if (declared.length > (branches.get(pattern)?.length ?? 0)) branches.set(pattern, declared);
  }
  return branches;
}
