import { type MiddlewareFunction, redirect } from "react-router";
import type { Access, Need } from "#app/access.ts";
import { safeRedirect, withRedirect } from "#app/base/safe-redirect.ts";
import { accessContext, type Door, doorContext, formContext } from "#app/context.ts";
import { isPermission, may } from "#app/domain/membership/permissions.ts";
import type { Closure } from "#app/domain/tenant/closure.ts";
import { documentFor } from "#app/http/error-document.tsx";
import { type TypedText, typedText } from "#app/http/typed-text.ts";
import { type Closed, closedAnswer, homeOf } from "#app/ui/error-text.ts";
import { layers } from "#db/layers.ts";
import { isForData } from "./for-data.ts";

/** Root middleware, so that it runs before every loader and action of any route. */
export const guard: MiddlewareFunction<Response> = async (
  { request, context, params, pattern, url },
  next,
) => {
  const door = context.get(doorContext);
  const declared = context.get(accessContext).get(pattern) ?? [undefined];
  const evenIf = declared.at(-1)?.evenIf;
  const form = context.get(formContext)?.fields;
  const sent = { shownTo: form?.get("as")?.toString() ?? null, typed: typedText(form) };
  const asked = { request, url, door, tenantParam: params.tenant, evenIf, ...sent };
  const refusal = refusalOf(asked, declared);
  // The router handles a thrown redirect, and leaves a returned page as it is.
  if (refusal && refusal.status < 400) throw refusal;
  if (refusal) return refusal;
  const response = await next();
  const isForAll = declared.every((access) => access?.read === "public");
  if (!isForAll) response.headers.set("Cache-Control", uncached);
  return response;
};

const uncached = "private, no-store";

interface Asked {
  request: Request;
  /** `request.url` without what the router adds to it. */
  url: URL;
  door: Door;
  tenantParam: string | undefined;
  /** Of a form: the account that it was shown to, and what was typed. */
  shownTo: string | null;
  typed: readonly TypedText[];
  /** In which closed workspaces the matched page is open. */
  evenIf: Access["evenIf"];
}

function refusalOf(asked: Asked, declared: readonly (Access | undefined)[]): Response | null {
  if (!layers.door) return null;
  const { door } = asked;
  const needs = declared.map((access) =>
    door.readOnly ? access?.read : (access?.write ?? (access ? "none" : undefined)),
  );
  // Layouts say only who may read; the page itself says which methods it takes.
  const leaf = needs.at(-1);
  if (declared.some((access) => !access) || leaf === undefined)
    throw new Error("A matched route declares no access");
  if (leaf === "none") return refusalPage(asked, 405, { headers: { Allow: "GET, HEAD" } });
  const inOrder: Need[] = [leaf, ...declared.slice(0, -1).flatMap((access) => (access ? [access.read] : []))];
  for (const need of inOrder) {
    const refusal = refusalFor(need, asked);
    if (refusal) return refusal;
  }
  return null;
}

function refusalFor(need: Need, asked: Asked): Response | null {
  const { door, tenantParam, shownTo } = asked;
  if (need === "public") return null;
  if (!door.user) return signedOut(asked);
  if (shownTo !== null && shownTo !== door.user.id) return refusalPage(asked, 403, { reason: "account" });
  if (need === "user") return null;
  if (need === "operator") return door.user.isOperator ? null : refusalPage(asked, 404);
  // The door read the slug from the path, the router its own parameter: they must be the same.
  if (!door.tenant || !door.role || tenantParam !== door.slug) return refusalPage(asked, 404);
  const isAllowed = isPermission(need) && may(door.role, need);
  return (
    renamed(asked) ??
    closed(asked, isAllowed) ??
    (isAllowed ? null : refusalPage(asked, 403, { onward: homeOf(door.tenant) }))
  );
}

/** A form stays where it is, and says so: what was typed would be lost on the way. */
function signedOut(asked: Asked): Response {
  const { request, url, door, shownTo } = asked;
  const signIn = withRedirect("/login", safeRedirect(url.pathname + url.search));
  if (door.readOnly || (!isForData(request) && shownTo === null)) return goTo(signIn, 302);
  return refusalPage(asked, 401, { reason: "signed-out", onward: { href: signIn, label: "Sign in" } });
}

/** The rest of the path and the method are kept. */
function renamed({ request, url, door }: Asked): Response | null {
  if (!door.tenant || !door.slug || door.tenant.slug === door.slug) return null;
  const rest = url.pathname.slice(1 + door.slug.length);
  // Exactly as sent: the router rewrites queries, and adds its own words to those for data.
  const { search } = isForData(request) ? url : new URL(request.url);
  return goTo(`/${door.tenant.slug}${rest}${search}`, door.readOnly ? 301 : 308);
}

/** Members are told why, and owners what they can do. A page with `evenIf` stays open to its roles. */
function closed(asked: Asked, isAllowed: boolean): Response | null {
  const { door, evenIf } = asked;
  const closure = door.tenant?.closure;
  if (!closure || (isAllowed && closure.status === evenIf)) return null;
  const onward = door.role === "owner" ? wayOut(`/${door.slug}`, closure) : undefined;
  return refusalPage(asked, 403, { closed: { closure, onward } });
}

function wayOut(home: string, closure: Closure): Closed["onward"] {
  if (closure.status === "suspended") return { href: `${home}/billing`, label: "Go to billing" };
  return closure.isOver ? undefined : { href: `${home}/danger`, label: "Bring it back" };
}

/** Not cached: browsers keep a permanent redirect, and a tenant renamed back would lead in a circle. */
function goTo(url: string, status: number): Response {
  return redirect(url, { status, headers: { "Cache-Control": uncached } });
}

/** A whole page; for the router's data requests, what the page's error boundary needs to make one. */
function refusalPage(
  { request, typed }: Asked,
  status: number,
  details: Parameters<typeof documentFor>[1] = {},
): Response {
  if (status === 404 || !isForData(request)) return documentFor(status, { ...details, typed });
  const headers = { "Content-Type": "text/plain", "Cache-Control": uncached, ...details.headers };
  return new Response(details.closed ? closedAnswer(details.closed) : (details.reason ?? String(status)), {
    status,
    headers,
  });
}
