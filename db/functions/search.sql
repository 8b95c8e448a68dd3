-- Search by a part of a name. An index can't serve `ilike` under row-level security: the operators that look
-- into a text may not run before the wall, because they aren't leakproof. So find_projects looks past the
-- wall, holds itself to the entered tenant, and gives ids.

-- The letters and pairs of letters of a text, as numbers. They begin with bits of the tenant's id, so that a
-- tenant's are side by side in the index, and few others' between them. The index projects_named is made of
-- this: another body needs another name, and a migration with a new index.
create or replace function control.name_grams(of_tenant uuid, name text) returns bigint[]
  language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp
  as $$
  declare
    -- The last bytes of a UUID are random.
    tail constant bytea := substring(uuid_send(of_tenant) from 14);
    bits constant bigint := (get_byte(tail, 0)::bigint << 58) | (get_byte(tail, 1)::bigint << 50) | (get_byte(tail, 2)::bigint << 42);
    grams bigint[] := '{}';
    letter text;
    this bigint;
    last bigint;
  begin
    foreach letter in array string_to_array(lower(name), null) loop
      this := ascii(letter);
      grams := grams || (bits | (this << 21));
      if last is not null then grams := grams || (bits | (last << 21) | this); end if;
      last := this;
    end loop;
    return grams;
  end
  $$;
select rowhouse.own_function(
  'control.name_grams(uuid, text)', owner => 'rowhouse_owner', callers => 'rowhouse_app, rowhouse_worker, rowhouse_ops');

-- The entered tenant's projects with this text in their name, the newest first. `total` counts no further
-- than `most`. Past the end, the last page.
create or replace function control.find_projects(
  part text, state text, page integer, page_rows integer, most integer
) returns table (id uuid, total integer)
  language plpgsql stable security definer rows 20 set search_path = pg_catalog, pg_temp
  as $$
  #variable_conflict use_column
  declare
    entered constant uuid := control.entered_tenant();
    pattern constant text := '%' || regexp_replace(part, E'([\\\\%_])', E'\\\\\\1', 'g') || '%';
    -- Pairs say more than their letters.
    grams constant bigint[] := array(
      select gram from unnest(control.name_grams(entered, part)) gram
      where gram & 2097151 <> 0 or length(lower(part)) = 1);
    found integer;
    skipped integer;
  begin
    -- "is true" keeps the tenant's own indexes out: only the grams' is left. Index: projects_named.
    select count(*)::integer into found from (
      select from tenant.projects p
      where control.name_grams(p.tenant_id, p.name) @> grams and (p.tenant_id = entered) is true and p.name ilike pattern
        and (state = 'all' or (p.archived_at is null) = (state = 'active'))
      limit most
    ) counted;
    skipped := page_rows * (least(page, greatest(1, (found + page_rows - 1) / page_rows)) - 1);
    if found < most then
      return query
        select p.id, found from tenant.projects p
        where control.name_grams(p.tenant_id, p.name) @> grams and (p.tenant_id = entered) is true and p.name ilike pattern
          and (state = 'all' or (p.archived_at is null) = (state = 'active'))
        order by p.created_at desc, p.id desc limit page_rows offset skipped;
    else
      -- So many are soon found in their order. Index: projects_newest.
      return query
        select p.id, found from tenant.projects p
        where p.tenant_id = entered and p.name ilike pattern
          and (state = 'all' or (p.archived_at is null) = (state = 'active'))
        order by p.created_at desc, p.id desc limit page_rows offset skipped;
    end if;
  end
  $$;
select rowhouse.own_function(
  'control.find_projects(text, text, integer, integer, integer)', owner => 'rowhouse_ops', callers => 'rowhouse_app');
