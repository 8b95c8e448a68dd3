import type { Area } from "./mutant.ts";

export const door: Area = {
  tests: ["integration/door.test", "integration/accounts.test", "integration/deletion.test"],
  mutants: [
    {
      what: "a session that has expired opens",
      find: `into live from control.sessions s where s.token_hash = session_hash and s.expires_at > statement_timestamp();`,
      replace: `into live from control.sessions s where s.token_hash = session_hash;`,
    },
    {
      what: "one member's membership is every user's",
      find: `on m.tenant_id = g.tenant_id and m.user_id = u.id left join control.tenants t on t.id = m.tenant_id where`,
      replace: `on m.tenant_id = g.tenant_id left join control.tenants t on t.id = m.tenant_id where`,
    },
    {
      what: "the door tells an outsider's request what it knows of the tenant",
      find: `left join control.tenants t on t.id = m.tenant_id where u.id = live.user_id;`,
      replace: `left join control.tenants t on t.id = g.tenant_id where u.id = live.user_id;`,
    },
    {
      what: "an outsider is let in as an owner",
      find: `return layers.door ? null : {`,
      replace: `return {`,
    },
    {
      what: "an outsider enters without a role",
      find: `if (role) return { tenant: tenantOf(row, id), role };`,
      replace: `return { tenant: role ? tenantOf(row, id) : { id, ...unseen }, role: role as Role };`,
      tests: ["integration/door.test", "integration/http-limits.test"],
    },
    {
      what: "a form may only read",
      find: `const readOnly = req.method === "GET" || req.method === "HEAD";`,
      replace: `const readOnly = true;`,
    },
    {
      what: "HEAD is taken for a form",
      find: `const readOnly = req.method === "GET" || req.method === "HEAD";`,
      replace: `const readOnly = req.method === "GET";`,
      tests: ["integration/http.test", "integration/door.test"],
    },
    {
      what: "the router's data is asked for at another tenant's address",
      find: `const segment = first.endsWith(".data") ? first.slice(0, -5) : first;`,
      replace: `const segment = first;`,
      tests: ["integration/door.test", "integration/tenants.test"],
    },
    {
      what: "that a session was used is not noted",
      find: `if (token && found.sessionId) app.lastSeen.note(token);`,
      replace: ``,
    },
    {
      what: "the cookie of a site with https can be set by a subdomain",
      find: "isSecure(site) ? prefix + name : name",
      replace: "name",
      tests: ["session-cookie.test", "base/cookie.test"],
    },
    {
      what: "cookies of a site with https go without it, but for the session's",
      find: `name === "set-cookie" ? securedCookie(value, app.config) : value`,
      replace: "value",
      tests: ["integration/cookies.test"],
    },
    {
      what: "scripts can read the session's cookie",
      find: "securedCookie(`${name}=${value}; Path=/; HttpOnly; SameSite=Lax;",
      replace: "securedCookie(`${name}=${value}; Path=/; SameSite=Lax;",
      tests: ["integration/accounts.test", "session-cookie.test"],
    },
    {
      what: "a tenant can be brought back for as long as it isn't erased",
      find: `'isOver', t.purge_after <= now()`,
      replace: `'isOver', false`,
    },
  ],
};
