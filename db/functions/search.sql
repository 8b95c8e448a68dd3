-- Search by a part of a name. An index can't serve `ilike` under row-level security: the operators that look
-- into a text may not run before the wall, because they aren't leakproof. So find_projects looks past the
-- wall, holds itself to the entered tenant, and gives ids.

-- The letters and pairs of letters of a text, each as 96 bits that follow from the tenant's id, which put a tenant's side
-- by side in the index, and 32 that follow from the letters. Bits of the id itself would not do: who founds a tenant
-- chooses its id, and could count the other's names by the rows that a search looks at. The index projects_named is made
-- of this: another body needs another name, and a migration with a new index.
create or replace function control.name_grams(of_tenant uuid, name text) returns uuid[]
  language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp
  as $$
  declare
    prefix constant text := encode(substring(sha256(uuid_send(of_tenant)) for 12), 'hex');
    letters constant text[] := string_to_array(lower(name), null);
    grams text[] := '{}';
  begin
    for place in 1 .. coalesce(cardinality(letters), 0) loop
      grams := grams || (prefix || lpad(to_hex(hashtext(letters[place])), 8, '0'));
      if place > 1 then
        grams := grams || (prefix || lpad(to_hex(hashtext(letters[place - 1] || letters[place])), 8, '0'));
      end if;
    end loop;
    return grams::uuid[];
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
    -- Pairs say more than their letters: each second one is a pair.
    letters_and_pairs constant uuid[] := control.name_grams(entered, part);
    grams constant uuid[] := case when cardinality(letters_and_pairs) <= 1 then letters_and_pairs else array(
      select gram from unnest(letters_and_pairs) with ordinality of_part (gram, place)
      where place > 1 and place % 2 = 1) end;
    found integer;
    skipped integer;
  begin
    if entered is null then
      return;
    end if;
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
