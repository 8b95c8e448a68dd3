import type { Area } from "./mutant.ts";

/** What the database asks by itself of roles, accounts and sessions, whatever the application asked before. */
export const database: Area = {
  tests: [
    "integration/roles-by-sql.test",
    "integration/past-the-app.test",
    "isolation/stolen-functions.test",
  ],
  mutants: [
    {
      what: "a viewer changes roles by SQL",
      find: `control.acting_role() in ('owner', 'admin') and control.rank_of(control.acting_role()) >= control.rank_of(role), false)`,
      replace: `control.rank_of(control.acting_role()) >= control.rank_of(role), false)`,
    },
    {
      what: "an admin changes owners by SQL",
      find: `control.acting_role() in ('owner', 'admin') and control.rank_of(control.acting_role()) >= control.rank_of(role), false)`,
      replace: `control.acting_role() in ('owner', 'admin'), false)`,
    },
    {
      what: "an owner makes owners by a change of role, by SQL",
      find: `or new_role = 'owner' and old_role <> 'owner' then`,
      replace: `then`,
    },
    {
      what: "every member removes every other by SQL",
      find: `if member is distinct from control.acting_user() and not control.may_manage(old_role) then`,
      replace: `if false then`,
    },
    {
      what: "an admin hands a tenant over by SQL",
      find: `if control.acting_role() is distinct from 'owner' or old_role is null`,
      replace: `if old_role is null`,
    },
    {
      what: "an owner hands a tenant over to themselves, and loses it, by SQL",
      find: `or old_role is null or member = acting then`,
      replace: `or old_role is null then`,
    },
    {
      what: "an admin deletes a tenant by SQL",
      find: `if control.held_role(acting) is distinct from 'owner' then raise exception 'only an owner deletes`,
      replace: `if control.held_role(acting) is null then raise exception 'only an owner deletes`,
    },
    {
      what: "an admin puts an invitation in another's name by SQL",
      find: `and new.invited_by is distinct from control.acting_user() then raise exception 'an invitation is sent again`,
      replace: `and false then raise exception 'an invitation is sent again`,
    },
    {
      what: "an invitation that was taken back is good again, by SQL",
      find: `if old.revoked_at is not null or old.accepted_at is not null then`,
      replace: `if false then`,
    },
    {
      what: "functions show the plans of their statements",
      find: `execute format('alter function %s set debug_print_plan = off', target);`,
      replace: ``,
    },
    {
      what: "an invitation lasts for as long as the caller says, by SQL",
      find: `if new.expires_at > clock_timestamp() + interval '168 hours' or`,
      replace: `if`,
    },
    {
      what: "a viewer asks what was mailed to a mailbox, by SQL",
      find: `if not control.may_manage('viewer') then raise exception 'only those who invite may ask'`,
      replace: `if control.entered_tenant() is null then raise exception 'only those who invite may ask'`,
    },
    {
      what: "a member reads the audit log by SQL",
      find: `return case when control.acting_role() in ('owner', 'admin') then control.entered_tenant() end;`,
      replace: `return control.entered_tenant();`,
    },
    {
      what: "an admin takes a slug by SQL",
      find: `if control.acting_role() is distinct from 'owner' then raise exception 'only an owner takes a slug'`,
      replace: `if control.acting_role() not in ('owner', 'admin') then raise exception 'only an owner takes a slug'`,
    },
    {
      what: "an admin renames a tenant by SQL",
      find: `or (select control.acting_role()) = 'admin' and slug = (select control.entered_slug()) );`,
      replace: `or (select control.acting_role()) = 'admin' );`,
    },
    {
      what: "any password signs in",
      find: `where u.email = of_email and control.proves_password(u.password_hash, tag) for share;`,
      replace: `where u.email = of_email for share;`,
    },
    {
      what: "an account moves without its password",
      find: `if not control.proves_own_password(tag) then return false; end if; perform control.require_fit(control.is_email(wanted)`,
      replace: `perform control.require_fit(control.is_email(wanted)`,
      tests: ["integration/email-change.test", "integration/email-races.test"],
    },
    {
      what: "a used link resets a password again",
      find: `where r.token_hash = control.secret_hash(token) and r.used_at is null and r.expires_at > now(); if not found`,
      replace: `where r.token_hash = control.secret_hash(token) and r.expires_at > now(); if not found`,
      tests: ["integration/accounts-reset.test"],
    },
    {
      what: "a new password leaves the sessions open",
      find: `delete from control.sessions s where s.user_id = account; perform control.end_email_change(account);`,
      replace: `perform control.end_email_change(account);`,
      tests: ["integration/accounts-reset.test"],
    },
    {
      what: "a session is ended by another user",
      find: `where s.user_id = (select control.acting_user()) and case when session is null`,
      replace: `where case when session is null`,
      tests: ["integration/accounts"],
    },
    {
      what: "a ticket is good after its job",
      find: `on j.id = t.job_id and j.locked_at is not null`,
      replace: `on j.id = t.job_id`,
      tests: ["integration/transaction.test"],
    },
    {
      what: "free tenants are handed over without end",
      find: `and not control.may_own_more_free(member)`,
      replace: `and false`,
      tests: ["integration/roles.test"],
    },
    {
      what: "free tenants are founded without end",
      find: `if not control.may_own_more_free(acting) then`,
      replace: `if false then`,
      tests: ["integration/tenants.test"],
    },
    {
      what: "the worker acts in the name of a ticket that it read, by SQL",
      find: `and session_user <> 'rowhouse_worker'`,
      replace: ``,
    },
    {
      what: "who sees the past acts in it, by SQL",
      find: `session_hash constant bytea := sha256(convert_to(session, 'UTF8')); begin if current_setting('transaction_isolation') <> 'read committed' then return null; end if; if ticket is null then return ( select s.user_id`,
      replace: `session_hash constant bytea := sha256(convert_to(session, 'UTF8')); begin if ticket is null then return ( select s.user_id`,
    },
    {
      what: "what is counted is counted in the past, by SQL",
      find: `if current_setting('transaction_isolation') <> 'read committed' then raise exception 'this is decided`,
      replace: `if false then raise exception 'this is decided`,
    },
    {
      what: "a session's time zone stretches how long an invitation lasts",
      find: `clock_timestamp() + interval '168 hours' or`,
      replace: `clock_timestamp() + interval '7 days' or`,
      tests: ["integration/catalog.test"],
    },
    {
      what: "a tenant is told what becomes of who has left",
      find: `from control.memberships_of(new.id) m where p.tenant_id = m.tenant_id and p.user_id = new.id;`,
      replace: `where p.user_id = new.id;`,
      tests: ["integration/people.test"],
    },
    {
      what: "who comes back keeps an old name",
      find: `on conflict (tenant_id, user_id) do update set name = excluded.name, email = excluded.email;`,
      replace: `on conflict (tenant_id, user_id) do nothing;`,
      tests: ["integration/people.test"],
    },
    {
      what: "a new name is lost in a tenant that its user joins at the same time",
      find: `where u.id = new.user_id for share`,
      replace: `where u.id = new.user_id`,
      tests: ["integration/people.test"],
    },
    {
      what: "who isn't a member is told a tenant's id for its slug",
      find: `t.id, t.slug, t.name, case t.status`,
      replace: `g.tenant_id, t.slug, t.name, case t.status`,
      tests: ["isolation/telling-functions.test"],
    },
    {
      what: "who isn't a member is told whether a tenant is deleted",
      find: `where m.tenant_id = own_tenant_state.tenant and m.user_id = acting;`,
      replace: `where m.tenant_id = own_tenant_state.tenant;`,
      tests: ["isolation/telling-functions.test"],
    },
    {
      what: "the tenants of everybody are told to anybody",
      find: `from control.memberships_of(acting) m join control.tenants t on t.id = m.tenant_id where t.status <> 'deleted'`,
      replace: `from control.memberships m join control.tenants t on t.id = m.tenant_id where t.status <> 'deleted'`,
      tests: ["isolation/stolen-functions.test"],
    },
    {
      what: "a row was made at whatever time the caller says, by SQL",
      find: `where a.attname not in ('created_at', 'tenant_key')`,
      replace: `where a.attname <> 'tenant_key'`,
      tests: ["integration/past-the-app.test"],
    },
    {
      what: "a founder who chooses the id counts another tenant's names",
      find: `encode(substring(sha256(uuid_send(of_tenant)) for 12), 'hex')`,
      replace: `encode(substring(uuid_send(of_tenant) from 5), 'hex')`,
      tests: ["integration/work-search.test"],
    },
    {
      what: "what other tenants invited is told, by SQL",
      find: `group by received.to_email having count(*) >= 5)));`,
      replace: `group by received.to_email having count(*) >= 1)));`,
      tests: ["integration/past-the-app.test"],
    },
    {
      what: "whether an email has an account is told before anyone has asked who acts",
      find: `or session_user = 'rowhouse_app' and acting is null then`,
      replace: `then`,
      tests: ["isolation/telling-functions.test"],
    },
    {
      what: "a slug is looked up before anyone has asked who acts",
      find: `begin if acting is null then return; end if; select m.tenant_id into own`,
      replace: `begin select m.tenant_id into own`,
      tests: ["isolation/telling-functions.test"],
    },
    {
      what: "which network an account knows shows in what was read",
      find: `is_known := network = any (array(select k.network from control.known_networks k where k.user_id = account));`,
      replace: `is_known := exists (select from control.known_networks k where k.user_id = account and k.network = request_reset.network);`,
      tests: ["isolation/telling-functions.test"],
    },
    {
      what: "the error of a name shows the account's row",
      find: `perform control.require_fit(length(new_name) between 1 and 100, 'a name has 1 to 100 letters'); update`,
      replace: `update`,
      tests: ["isolation/telling-functions.test"],
    },
    {
      what: "a version is set to the last integer, by SQL",
      find: `when (new.version not in (old.version, old.version + 1))`,
      replace: `when (false)`,
    },
    {
      what: "a member speaks in another's name, by SQL",
      find: `for insert to rowhouse_owner with check (%I = (select control.acting_user()))'`,
      replace: `for insert to rowhouse_owner with check (%I is not null)'`,
      tests: ["integration/past-the-app.test"],
    },
    {
      what: "long words are put into the log, by SQL",
      find: `left(nullif(current_setting('app.ip_address', true), ''), 64)`,
      replace: `nullif(current_setting('app.ip_address', true), '')`,
    },
    {
      what: "jobs that carry much are queued, by SQL",
      find: `if octet_length(whole::text) > 10000 or length(task) > 100 then`,
      replace: `if false then`,
    },
  ],
};
