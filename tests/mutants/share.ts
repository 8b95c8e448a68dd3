import type { Area } from "./mutant.ts";

export const share: Area = {
  tests: ["db/line.test", "integration/share.test"],
  mutants: [
    {
      what: "a tenant may take every place",
      find: `if (this.#free > 0 && standing.active < wanted.atOnce && standing.waiters.length === 0)`,
      replace: `if (this.#free > 0)`,
    },
    {
      what: "a tenant that may have no more is given the next place",
      find: `first !== undefined && active < first.atOnce`,
      replace: `first !== undefined`,
    },
    {
      what: "the longest line is served first",
      find: `this.#keys.delete(key); this.#keys.set(key, standing); this.#give(standing);`,
      replace: `this.#give(standing);`,
    },
    {
      what: "a line has no end",
      find: `if (standing.waiters.length >= waiting && !isBegun) throw new LineFullError(atOnce);`,
      replace: ``,
    },
    {
      what: "a download that has begun is refused",
      find: `const patience = isBegun ? undefined : setTimeout(`,
      replace: `const patience = isBegun === null ? undefined : setTimeout(`,
    },
    {
      what: "whoever has gone stays in line",
      find: `signal?.addEventListener("abort", onAbort);`,
      replace: ``,
    },
    {
      what: "a tenant that is done is remembered",
      find: `if (active === 0 && waiters.length === 0) this.#keys.delete(key);`,
      replace: ``,
    },
    {
      what: "a place is not given back",
      find: `connection.release(); leave();`,
      replace: `connection.release();`,
      tests: ["integration/share.test"],
    },
    {
      what: "transactions take connections without a place",
      find: `if (!tenant) return { client: await pool.connect(), leave() {} };`,
      replace: `if (tenant !== null) return { client: await pool.connect(), leave() {} };`,
      tests: ["integration/share.test"],
    },
    {
      what: "searches don't take turns",
      find: `const read = search ? readTenantInTurn : readTenant;`,
      replace: `const read = readTenant;`,
      tests: ["integration/share.test"],
    },
    {
      what: "the plan's time for a statement is not set",
      find: `return String(share?.statementTimeoutMs ?? "");`,
      replace: `return share === null ? "0" : "";`,
      tests: ["integration/share.test"],
    },
    {
      what: "the plan's time stays on the connection",
      find: "'statement_timeout', statement_timeout, true)",
      replace: "'statement_timeout', statement_timeout, false)",
      tests: ["integration/share.test"],
    },
    {
      what: "who asked for too much is told that the database is away",
      find: `if (isTooSlow(error)) {`,
      replace: `if (isTooSlow(null)) {`,
      tests: ["integration/share.test"],
    },
    {
      what: "pages are rendered without a turn",
      find: `await turnOf(context); facts.page`,
      replace: `facts.page`,
      tests: ["integration/share.test"],
    },
    {
      what: "pages are rendered side by side without a look at the sockets",
      find: `line.shift()?.(); if (line.length === 0) this.#lines.delete(key);`,
      replace: `for (const go of line) go(); this.#lines.delete(key);`,
      tests: ["process-turns.test"],
    },
    {
      what: "a tenant has all of the thread beside others",
      find: `if (!this.#turn) return; const now = performance.now();`,
      replace: `if (this.#turn !== null) return; const now = performance.now();`,
      tests: ["process-turns.test"],
    },
    {
      what: "a tenant that is alone takes turns, too",
      find: `if (!line && !this.#company.isBeside(key)) return;`,
      replace: ``,
      tests: ["process-turns.test"],
    },
    {
      what: "a tenant that is alone rests, too",
      find: `if (this.#options.company.isBeside(key)) setTimeout(`,
      replace: `if (this.#options.company !== null) setTimeout(`,
    },
    {
      what: "a tenant beside others never rests",
      find: `if (this.#options.company.isBeside(key)) setTimeout(`,
      replace: `if (this.#options.company === null) setTimeout(`,
    },
    {
      what: "others wait for a place that rests",
      find: `this.#free++; const restMs`,
      replace: `const restMs`,
    },
    {
      what: "who asked once is company for ever",
      find: `one.key !== key && now - one.atMs < companyMs`,
      replace: `one.key !== key && now >= one.atMs`,
    },
    {
      what: "a search finds other tenants' projects",
      find: `entered constant uuid := control.entered_tenant(); pattern`,
      replace: `entered constant uuid := current_setting('app.tenant_id')::uuid; pattern`,
      tests: ["integration/work-search.test"],
    },
    {
      what: "a search for one letter reads all of the tenant's projects",
      find: `case when cardinality(letters_and_pairs) <= 1 then letters_and_pairs else array(`,
      replace: `case when false then letters_and_pairs else array(`,
      tests: ["integration/work-search.test"],
    },
    {
      what: "a search minds capital letters",
      find: `letters constant text[] := string_to_array(lower(name), null);`,
      replace: `letters constant text[] := string_to_array(name, null);`,
      tests: ["integration/work-search.test"],
    },
    {
      what: "a search reads all of the tenant's projects",
      find: `select count(*)::integer into found from ( select from tenant.projects p where control.name_grams(p.tenant_id, p.name) @> grams and (p.tenant_id = entered) is true and`,
      replace: `select count(*)::integer into found from ( select from tenant.projects p where p.tenant_id = entered and`,
      tests: ["integration/work-search.test"],
    },
    {
      what: "a search reads % and _ as any letters",
      find: `regexp_replace(part, E'([\\\\\\\\%_])', E'\\\\\\\\\\\\1', 'g')`,
      replace: `part`,
      tests: ["integration/work-search.test"],
    },
  ],
};
