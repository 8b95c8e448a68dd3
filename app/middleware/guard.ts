import { type MiddlewareFunction, redirect } from "react-router";
import { accessContext, type Door, doorContext } from "#app/context.ts";
import type { Access, Need } from "#app/policies/access.ts";
import { isPermission, may } from "#app/policies/permissions.ts";
import { documentFor } from "#app/server/error-document.tsx";
import { layers } from "#db/layers.ts";

/**
 * The guard: root middleware, so that it runs before any loader or action of any route, whichever of them a request asks
 * for. It holds what every matched route declares against the door's answer, and refuses.
 */
export const guard: MiddlewareFunction<Response> = async ({ request, context, params, pattern }, next) => {
  const door = context.get(doorContext);
  const declared = context.get(accessContext).get(pattern) ?? [undefined];
  const refusal = refusalOf(request, door, params.tenant, declared);
  if (refusal) throw refusal;
  const response = await next();
  if (params.tenant) response.headers.set("Cache-Control", "private, no-store");
  return response;
};

function refusalOf(
  request: Request,
  door: Door,
  tenantParam: string | undefined,
  declared: readonly (Access | undefined)[],
): Response | null {
  if (!layers.door) return null;
  const needs = declared.map((access) =>
    door.readOnly ? access?.read : (access?.write ?? (access ? "none" : undefined)),
  );
  // Layouts say who may read; which method a page takes is for the page itself to say.
  const leaf = needs.at(-1);
  if (declared.some((access) => !access) || leaf === undefined)
    throw new Error("A matched route declares no access");
  if (leaf === "none") return documentFor(405, { headers: { Allow: "GET, HEAD" } });
  const asked: Need[] = [leaf, ...declared.slice(0, -1).flatMap((access) => (access ? [access.read] : []))];
  for (const need of asked) {
    const refusal = refusalFor(need, request, door, tenantParam);
    if (refusal) return refusal;
  }
  return door.tenant && tenantParam ? (renamed(request, door) ?? suspended(request, door)) : null;
}

function refusalFor(
  need: Need,
  request: Request,
  door: Door,
  tenantParam: string | undefined,
): Response | null {
  if (need === "public") return null;
  if (!door.user) return redirect(`/login?${new URLSearchParams({ redirectTo: returnPath(request) })}`);
  if (need === "user") return null;
  if (need === "operator") return door.user.isOperator ? null : documentFor(404);
  // The door read the slug from the path and the router its own parameter: they must mean the same.
  if (!door.tenant || !door.role || tenantParam !== door.slug) return documentFor(404);
  return isPermission(need) && may(door.role, need) ? null : documentFor(403);
}

/** Where to go after signing in: the page itself, or its form's page for a request that would change something. */
function returnPath(request: Request): string {
  const { pathname, search } = new URL(request.url);
  return pathname + search;
}

/** A tenant's old address leads its people to the new one, with the rest of the path and the method kept. */
function renamed(request: Request, door: Door): Response | null {
  if (!door.tenant || !door.slug || door.tenant.slug === door.slug) return null;
  const { pathname, search } = new URL(request.url);
  return redirect(
    `/${door.tenant.slug}${pathname.slice(1 + door.slug.length)}${search}`,
    door.readOnly ? 301 : 308,
  );
}

function suspended(request: Request, door: Door): Response | null {
  if (door.tenant?.status !== "suspended") return null;
  const isBilling = new URL(request.url).pathname.split("/")[2] === "billing";
  return isBilling && door.role === "owner" ? null : documentFor(403, { reason: "suspended" });
}
