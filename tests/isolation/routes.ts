import type { ServerBuild } from "react-router";
import type { Stage } from "./stage.ts";

export interface RouteTarget {
  /** As React Router says it: `:tenant/projects/:projectId`. */
  pattern: string;
  ids: string[];
}

/** All that the manifest knows: a new route is attacked as well. */
export function targets({ routes }: Pick<ServerBuild, "routes">): RouteTarget[] {
  const found = Object.values(routes).flatMap((leaf) => {
    if (!leaf || (leaf.path === undefined && !leaf.index)) return [];
    const branch = [leaf];
    for (let parent = routes[leaf.parentId ?? ""]; parent; parent = routes[parent.parentId ?? ""])
      branch.unshift(parent);
    const pattern = branch.flatMap((route) => route.path || []).join("/");
    return [{ pattern, ids: branch.map((route) => route.id) }];
  });
  return found.filter(({ pattern }) => pattern !== "");
}

/** `:projectId` takes the stage's `project`. @throws if it has none: furnish it, to attack the new noun */
export function fill(pattern: string, slug: string, ids: Stage["acmeIds"]): string {
  const segments = pattern.split("/").map((segment) => {
    if (segment === ":tenant") return slug;
    if (segment === "*") return "no/such/page";
    if (segment === ":token") return "0".repeat(43);
    if (!segment.startsWith(":")) return segment;
    const id = ids[segment.slice(1).replace(/Id$/, "")];
    if (!id) throw new Error(`The stage has nothing for ${segment}: furnish it in tests/isolation/stage.ts`);
    return id;
  });
  return `/${segments.join("/")}`;
}

/** The document, the router's data, and each of its loaders alone. */
export function shapes(path: string, { ids }: RouteTarget, allIds: string[]): string[] {
  const data = `${path}.data`;
  return [
    path,
    data,
    `${path}/_.data`,
    ...ids.map((id) => `${data}?_routes=${id}`),
    `${data}?_routes=${allIds.join(",")}`,
  ];
}

/** Satisfies any action, with every foreign id to smuggle in. `typed`: the slug where one must be typed. */
export function everyField({ acme, acmeIds, acmeOwner }: Stage, typed = acme.slug): Record<string, string> {
  return {
    ...{
      name: "Taken over",
      title: "Taken over",
      description: "Taken over",
      body: "Taken over",
      version: "1",
    },
    ...{
      status: "done",
      role: "admin",
      email: acmeOwner.email,
      userId: acmeOwner.id,
      assigneeId: acmeOwner.id,
    },
    ...{
      tenant: acme.slug,
      tenantId: acme.id,
      slug: acme.slug,
      hue: "3",
      dueOn: "2030-01-01",
      intent: "delete",
      deleted: "yes",
      archived: "yes",
      pending: "no",
    },
    ...Object.fromEntries(Object.entries(acmeIds).map(([noun, id]) => [`${noun}Id`, id])),
    ...{ beforeId: acmeIds.task ?? "", afterId: "", confirmation: typed, redirectTo: `/${acme.slug}` },
  };
}
