/** Parameters: first and last number, projects for each tenant, and the plans that allow that many. */

/** UUID v7 (RFC 9562, section 5.7): 48 bits of milliseconds, the rest random. PostgreSQL 18 has its own. */
const uuidV7At = (moment: string) =>
  `encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
     placing substring(int8send(floor(extract(epoch from ${moment}) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid`;

/** The same every time for the same number. */
const pick = (words: readonly string[], number: string) =>
  `(array[${words.map((word) => `'${word}'`).join(", ")}])[1 + (${number}) % ${words.length}]`;

const given = [
  "Amara",
  "Bruno",
  "Chiara",
  "Dmitri",
  "Elena",
  "Farid",
  "Grace",
  "Hiro",
  "Ines",
  "Jonas",
  "Kavya",
];
const family = [
  "Adeyemi",
  "Berg",
  "Costa",
  "Dubois",
  "Eriksen",
  "Fischer",
  "Garcia",
  "Haddad",
  "Ito",
  "Jansen",
];
const trades = ["Bakery", "Books", "Clinics", "Dental", "Energy", "Foods", "Freight", "Legal", "Robotics"];
const places = ["Northside", "Harbour", "Oakfield", "Riverside", "Summit", "Westgate", "Lakeview", "Granite"];
const doing = [
  "Launch",
  "Rework",
  "Plan",
  "Audit",
  "Migrate",
  "Document",
  "Redesign",
  "Hire for",
  "Automate",
];
const things = [
  "the website",
  "the onboarding",
  "the spring campaign",
  "payroll",
  "the data warehouse",
  "support",
];
const steps = ["Draft", "Review", "Agree on", "Test", "Publish", "Measure", "Clean up", "Follow up on"];
const parts = [
  "the budget",
  "the timeline",
  "the first version",
  "the checklist",
  "open questions",
  "feedback",
];

/** Tenants with smaller numbers are older. */
const seeded = `
  numbered as (
    select n, lpad(n::text, greatest(6, length(n::text)), '0') as suffix,
      now() - interval '720 days' / (1 + n / 500.0) as founded_at
    from generate_series($1::int, $2::int) n
  ), seeded as materialized (
    select n, suffix, founded_at, ${uuidV7At("founded_at")} as tenant_id, ${uuidV7At("founded_at")} as owner_id
    from numbered
  ), people as (
    insert into control.users (id, email, name, password_hash, created_at, email_verified_at)
    select owner_id, 'owner-' || suffix || '@seed.invalid',
      ${pick(given, "n")} || ' ' || ${pick(family, "n")}, 'none', founded_at, founded_at
    from seeded order by n
  ), tenants as (
    insert into control.tenants (id, slug, name, plan, created_at)
    select tenant_id, 'seed-' || suffix, ${pick(places, "n")} || ' ' || ${pick(trades, "n")},
      ($4::text[])[1 + n % cardinality($4::text[])], founded_at
    from seeded order by n
  ), slugs as (
    insert into control.slugs (slug, tenant_id, created_at) select 'seed-' || suffix, tenant_id, founded_at from seeded order by n
  ), owners as (
    insert into control.memberships (tenant_id, user_id, role, created_at)
    select tenant_id, owner_id, 'owner', founded_at from seeded
    union all
    -- Every third one works for a neighbour as well.
    select tenant_id, neighbour_id, 'member', founded_at
    from (select *, lag(owner_id) over (order by n) as neighbour_id from seeded) neighbours
    where n % 3 = 0 and neighbour_id is not null
  )`;

const projects = `
  insert into tenant.projects (tenant_id, id, name, description, created_by, created_at, updated_at, archived_at)
  select tenant_id, ${uuidV7At("began_at")}, name, name || ' for ' || ${pick(places, "n")} || ', step by step.', owner_id,
    began_at, began_at + (now() - began_at) * 0.6,
    case when (n + i) % 7 = 0 then began_at + (now() - began_at) * 0.6 end
  from (
    select *, founded_at + (now() - founded_at) * (i / ($3::int + 1.0)) as began_at,
      ${pick(doing, "n + i")} || ' ' || ${pick(things, "n + i")} as name
    from seeded cross join generate_series(1, $3::int) i
  ) planned
  order by n, i`;

export const batchSql = `with ${seeded} ${projects}`;

/** `$5`: a board position for each of a project's tasks. */
export const tasksSql = `
  with ${seeded}, projects as (${projects} returning tenant_id, id, created_by, created_at)
  insert into tenant.tasks
    (tenant_id, id, project_id, title, status, position, assignee_id, due_on, created_by, created_at, updated_at)
  select tenant_id, ${uuidV7At("created_at")}, id, ${pick(steps, "i")} || ' ' || ${pick(parts, "i")},
    (array['done', 'todo', 'done', 'doing', 'done', 'todo'])[1 + i % 6], place,
    case when i % 2 = 0 then created_by end,
    case when i % 3 = 0 then current_date + (i % 40 - 20) end,
    created_by, created_at, created_at + (now() - created_at) * 0.8
  from projects cross join unnest($5::text[]) with ordinality positions (place, number)
  cross join lateral (select number::int) as task (i)`;

/** The first event of each tenant's audit log. Parameters: first and last number. */
export const foundingsSql = `
  with founding as (
    select id as tenant_id, 1 as id, created_at as at, null::uuid as actor_id, 'system' as actor_kind,
      'workspace.created' as verb, 'workspace' as object_type, id::text as object_id, name as object_name,
      null::jsonb as before, jsonb_build_object('name', name, 'slug', slug, 'plan', plan) as after,
      null as request_id, null as ip_address, ''::bytea as previous_hash
    from control.tenants
    where slug in (
      select 'seed-' || lpad(n::text, greatest(6, length(n::text)), '0') from generate_series($1::int, $2::int) n)
  ), noted as (
    insert into tenant.audit_events select *, control.audit_hash(founding) from founding returning tenant_id, hash, at
  )
  update tenant.audit_heads h set length = 1, hash = noted.hash, at = noted.at from noted
  where h.tenant_id = noted.tenant_id`;
