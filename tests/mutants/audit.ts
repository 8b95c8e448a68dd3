import type { Area } from "./mutant.ts";

export const audit: Area = {
  tests: ["integration/audit.test", "integration/audit-protected.test", "integration/audit-verify.test"],
  mutants: [
    {
      what: "times run backwards",
      find: `end if; event.tenant_id := of_tenant; event.id := head.length + 1; event.at := greatest(clock_timestamp(), head.at);`,
      replace: `end if; event.tenant_id := of_tenant; event.id := head.length + 1; event.at := clock_timestamp();`,
    },
    {
      what: "the hash of an invitation's link is noted",
      find: `'mailed_hashes', 'link_hash', 'link_key_id'];`,
      replace: `'mailed_hashes'];`,
      tests: ["integration/secrets.test"],
    },
    {
      what: "two that write at once write one number",
      find: `select * into head from tenant.audit_heads h where h.tenant_id = of_tenant for update; if not found or`,
      replace: `select * into head from tenant.audit_heads h where h.tenant_id = of_tenant; if not found or`,
    },
    {
      what: "a log that was shortened goes on as if nothing were",
      find: `or exists (select from tenant.audit_events e where e.tenant_id = of_tenant and e.id = head.length + 1) then`,
      replace: `then`,
    },
    {
      what: "a log that was emptied goes on as if nothing were",
      find: `or head.length = 0 and verb <> 'workspace.created'`,
      replace: ``,
    },
    {
      what: "the operator changes everything in a tenant with a damaged log",
      find: `if session_user = 'rowhouse_ops' and verb = any (closing) then`,
      replace: `if session_user = 'rowhouse_ops' then`,
      tests: [
        "integration/audit-protected.test",
        "integration/audit-verify-command.test",
        "integration/cli-lifecycle.test",
      ],
    },
    {
      what: "members of a tenant with a damaged log can't sign in",
      find: `exception when data_corrupted then`,
      replace: `exception when division_by_zero then`,
    },
    {
      what: "what was changed is not in the hash",
      find: `'before', event.before, 'after', event.after, 'request_id'`,
      replace: `'request_id'`,
    },
    {
      what: "switching to the workspace that one is in is noted each time",
      find: `if last_tenant is distinct from entered then`,
      replace: `if entered is not null then`,
      tests: ["integration/tenants.test"],
    },
    {
      what: "of many switches at once each is noted",
      find: `where m.tenant_id = entered and m.user_id = acting for no key update;`,
      replace: `where m.tenant_id = entered and m.user_id = acting;`,
      tests: ["integration/tenants.test"],
    },
    {
      what: "the log can be switched off by those who serve requests",
      find: `(session_user in (''rowhouse_app'', ''rowhouse_door'') or current_user <> ''rowhouse_ops'' or concat(`,
      replace: `(concat(`,
    },
    {
      what: "an event that was altered is as it was written",
      find: `if (follows && !fits) return`,
      replace: `if (follows && !fits && !last) return`,
    },
    {
      what: "an event that says it was earlier is as it was written",
      find: `if (follows && last && link.at < last.at)`,
      replace: `if (follows && last && link.at < 0)`,
    },
    {
      what: "a log whose end was cut off is whole",
      find: "if (number < head.number) return flaw(number + 1,",
      replace: "if (number < 0) return flaw(number + 1,",
    },
    {
      what: "a log that was rewritten from the beginning is the one that was noted",
      find: `if (number !== noted?.number || hash === noted.hash) return null;`,
      replace: `if (noted !== undefined) return null;`,
    },
    {
      what: "JSON's null is put where SQL's was",
      find: `and coalesce(jsonb_typeof(before), '') <> 'null' and coalesce(jsonb_typeof(after), '') <> 'null'`,
      replace: ``,
    },
    {
      what: "what the operator did is noted as the product's",
      find: "event.actor_kind := case when event.actor_id is not null then 'user' when session_user = 'rowhouse_ops' then 'operator'",
      replace: "event.actor_kind := case when event.actor_id is not null then 'user'",
    },
    {
      what: "who puts their session away before the end is not named",
      find: "if event.actor_id is null and session_user in ('rowhouse_app', 'rowhouse_door') and verb <> 'member.signed_in' then",
      replace: "if false then",
      tests: ["integration/audit-protected.test"],
    },
    {
      what: "every plan is shown the whole log",
      find: `from: later(shownFrom, askedFrom),`,
      replace: `from: askedFrom,`,
      tests: ["integration/audit-page.test", "integration/audit-export.test"],
    },
    {
      what: "a download goes on for a member who was removed",
      find: `if (!role || !may(role, "audit:read")) throw new Error("Who downloads this may no longer read it");`,
      replace: ``,
      tests: ["integration/audit-download.test", "integration/audit-export.test"],
    },
    {
      what: "names of users elsewhere are told to members who know their ids",
      find: `by: by && actors.includes(by) ? by : null,`,
      replace: `by,`,
      tests: ["integration/audit-filters.test", "integration/audit-page.test"],
    },
    {
      what: "a download holds more than was asked for",
      find: `if (wrong) throw new Response(`,
      replace: `if (false) throw new Response(`,
      tests: ["integration/audit-export.test", "integration/audit-filters.test"],
    },
    {
      what: "a log may be emptied, if its head says that it was always empty",
      find: "if (number === 0 && head.number === 0)",
      replace: "if (number === 0 && head.number < 0)",
      tests: ["audit-verify.test"],
    },
    {
      what: "a log may be begun again",
      find: "if (follows && !last && !link.isFounding)",
      replace: "if (follows && !last && !link)",
      tests: ["audit-verify.test"],
    },
    {
      what: "a change that a damaged log refuses is answered as a bug",
      find: "if (isLogDamaged(error)) return { status: 423, headers: {}, event: damaged };",
      replace: "",
      tests: ["integration/http-failures.test"],
    },
    {
      what: "a spreadsheet that separates by semicolons runs what a member typed",
      find: "(sign ? defused(found) : found)",
      replace: "found",
      tests: ["csv.test"],
    },
    {
      what: "a spreadsheet runs what a member typed",
      find: "(isFormula(value) ? `'${plain}` : plain)",
      replace: "plain",
      tests: ["csv.test", "integration/audit-export.test"],
    },
  ],
};
