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
export const guard: MiddlewareFunction<Response> = async (
  { request, context, params, pattern, url },
  next,
) => {
  const door = context.get(doorContext);
  const declared = context.get(accessContext).get(pattern) ?? [undefined];
  const refusal = refusalOf({ request, url, door, tenantParam: params.tenant }, declared);
  // The router makes its own of a redirect that is thrown, and leaves a page that is returned as it is.
  if (refusal && refusal.status < 400) throw refusal;
  if (refusal) return refusal;
  const response = await next();
  if (params.tenant) response.headers.set("Cache-Control", uncached);
  return response;
};

const uncached = "private, no-store";

interface Asked {
  request: Request;
  /** Where the person is going: `request.url` without what the router adds to it. */
  url: URL;
  door: Door;
  tenantParam: string | undefined;
}

function refusalOf(asked: Asked, declared: readonly (Access | undefined)[]): Response | null {
  if (!layers.door) return null;
  const { door } = asked;
  const needs = declared.map((access) =>
    door.readOnly ? access?.read : (access?.write ?? (access ? "none" : undefined)),
  );
  // Layouts say who may read; which method a page takes is for the page itself to say.
  const leaf = needs.at(-1);
  if (declared.some((access) => !access) || leaf === undefined)
    throw new Error("A matched route declares no access");
  if (leaf === "none") return refuse(asked, 405, { headers: { Allow: "GET, HEAD" } });
  const inOrder: Need[] = [leaf, ...declared.slice(0, -1).flatMap((access) => (access ? [access.read] : []))];
  for (const need of inOrder) {
    const refusal = refusalFor(need, asked);
    if (refusal) return refusal;
  }
  return door.tenant && asked.tenantParam ? (renamed(asked) ?? suspended(asked)) : null;
}

function refusalFor(need: Need, asked: Asked): Response | null {
  const { url, door, tenantParam } = asked;
  if (need === "public") return null;
  if (!door.user)
    return goTo(`/login?${new URLSearchParams({ redirectTo: url.pathname + url.search })}`, 302);
  if (need === "user") return null;
  if (need === "operator") return door.user.isOperator ? null : refuse(asked, 404);
  // The door read the slug from the path and the router its own parameter: they must mean the same.
  if (!door.tenant || !door.role || tenantParam !== door.slug) return refuse(asked, 404);
  return isPermission(need) && may(door.role, need) ? null : refuse(asked, 403);
}

/** A tenant's old address leads its people to the new one, with the rest of the path and the method kept. */
function renamed({ request, url, door }: Asked): Response | null {
  if (!door.tenant || !door.slug || door.tenant.slug === door.slug) return null;
  const rest = url.pathname.slice(1 + door.slug.length);
  // To the letter as it was sent; the router writes queries anew, and puts words of its own into those for data.
  const { search } = isForData(request) ? url : new URL(request.url);
  return goTo(`/${door.tenant.slug}${rest}${search}`, door.readOnly ? 301 : 308);
}

function suspended(asked: Asked): Response | null {
  const { url, door } = asked;
  if (door.tenant?.status !== "suspended") return null;
  const isOwner = door.role === "owner";
  if (isOwner && url.pathname.split("/")[2] === "billing") return null;
  const onward = isOwner ? { href: `/${door.slug}/billing`, label: "Go to billing" } : undefined;
  return refuse(asked, 403, { reason: "suspended", onward });
}

/** Browsers keep a permanent redirect for good: a tenant that is renamed back would lead in a circle. */
function goTo(address: string, status: number): Response {
  return redirect(address, { status, headers: { "Cache-Control": uncached } });
}

/** A whole page; for the router's data requests, a word that the page's error boundary knows. */
function refuse(
  { request }: Asked,
  status: number,
  details: Parameters<typeof documentFor>[1] = {},
): Response {
  if (status === 404 || !isForData(request)) return documentFor(status, details);
  const headers = { "Content-Type": "text/plain", "Cache-Control": uncached, ...details.headers };
  return new Response(details.reason ?? String(status), { status, headers });
}

function isForData(request: Request): boolean {
  return new URL(request.url).pathname.endsWith(".data");
}
