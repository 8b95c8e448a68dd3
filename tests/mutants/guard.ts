import type { Area } from "./mutant.ts";

export const guard: Area = {
  tests: ["guard.test", "integration/redirects.test", "integration/rename.test", "integration/deletion.test"],
  mutants: [
    {
      what: "what a layout asks is not asked",
      find: `[leaf, ...declared.slice(0, -1).flatMap((access) => (access ? [access.read] : []))]`,
      replace: `[leaf]`,
    },
    {
      what: "what a page asks is not asked",
      find: `[leaf, ...declared.slice(0, -1).flatMap((access) => (access ? [access.read] : []))]`,
      replace: `declared.slice(0, -1).flatMap((access) => (access ? [access.read] : []))`,
    },
    {
      what: "the router and the door mean two tenants",
      find: `|| tenantParam !== door.slug) return`,
      replace: `) return`,
      tests: ["guard.test", "integration/door.test"],
    },
    {
      what: "a route that declares nothing is open",
      find: `if (declared.some((access) => !access) || leaf === undefined)`,
      replace: `if (leaf === undefined)`,
    },
    {
      what: "pages of people are kept by caches",
      find: `if (!isForAll) response.headers.set("Cache-Control", uncached);`,
      replace: ``,
      tests: ["isolation/uncached.test"],
    },
    {
      what: "a page for some people in a layout for all is kept by caches",
      find: `const isForAll = declared.every(`,
      replace: `const isForAll = declared.some(`,
      tests: ["isolation/uncached.test"],
    },
    {
      what: "browsers keep the redirect from an old slug for ever",
      find: `{ status, headers: { "Cache-Control": uncached } }`,
      replace: `{ status }`,
    },
    {
      what: "a form sent to an old address is asked for as a page",
      find: `door.readOnly ? 301 : 308`,
      replace: `301`,
    },
    {
      what: "every role sees a closed workspace's open pages",
      find: `(isAllowed && closure.status === evenIf)`,
      replace: `(closure.status === evenIf)`,
    },
    {
      what: "a suspended workspace can be deleted, and a deleted one's bills be read",
      find: `(isAllowed && closure.status === evenIf)`,
      replace: `(isAllowed && evenIf)`,
      tests: ["integration/deletion.test", "integration/tenants-operator.test"],
    },
    {
      what: "every member of a closed workspace is shown the owners' way out",
      find: `const onward = door.role === "owner" ? wayOut(`,
      replace: `const onward = true ? wayOut(`,
    },
    {
      what: "owners are led back to a workspace that is being erased",
      find: `return closure.isOver ? undefined : {`,
      replace: `return {`,
    },
    {
      what: "every user who is signed in sees the operator's pages",
      find: `if (need === "operator") return door.user.isOperator ? null : refusalPage(asked, 404);`,
      replace: `if (need === "operator") return null;`,
    },
    {
      what: "outsiders are told that a tenant exists",
      find: `tenantParam !== door.slug) return refusalPage(asked, 404);`,
      replace: `tenantParam !== door.slug) return refusalPage(asked, 403);`,
      tests: ["integration/door.test", "guard.test"],
    },
    {
      what: "a page that takes no form takes one",
      find: `if (leaf === "none") return refusalPage(asked, 405, { headers: { Allow: "GET, HEAD" } });`,
      replace: `if (leaf === "none") return null;`,
    },
    {
      what: "signing in forgets which page was asked for",
      find: `safeRedirect(url.pathname + url.search)`,
      replace: `safeRedirect(url.pathname)`,
    },
    {
      what: "a form is let in for an account that it was not shown to",
      find: `if (shownTo !== null && shownTo !== door.user.id)`,
      replace: `if (shownTo === "")`,
      tests: ["guard.test"],
    },
    {
      what: "a form leads to where one signs in, and what was typed is gone",
      find: `if (door.readOnly || (!isForData(request) && shownTo === null))`,
      replace: `if (door.readOnly || shownTo !== null)`,
      tests: ["guard.test"],
    },
    {
      what: "members whose tenant moved are told of their role before its new address",
      find: `renamed(asked) ?? closed(asked, isAllowed) ?? (isAllowed ? null : refusalPage(asked, 403, { onward: homeOf(door.tenant) }))`,
      replace: `(isAllowed ? null : refusalPage(asked, 403, { onward: homeOf(door.tenant) })) ?? renamed(asked) ?? closed(asked, isAllowed)`,
    },
    {
      what: "a tenant that doesn't exist answers data requests in other words",
      find: `if (status === 404 || !isForData(request)) return documentFor`,
      replace: `if (!isForData(request)) return documentFor`,
      argued: "Whatever answers 404 is made the one page of it a step later, by uniformFailures.",
      tests: ["guard.test", "integration/door.test"],
    },
  ],
};
