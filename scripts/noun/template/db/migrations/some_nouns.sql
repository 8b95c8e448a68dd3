-- Like all of the tenant plane, they name people by id only.

create table tenant.some_nouns (
  tenant_id uuid not null,
  id uuid not null,
  name text not null check (length(name) between 1 and 100),
  description text not null default '' check (length(description) <= 5000),
  created_by uuid not null,
  created_at timestamptz not null default now(),
  -- Null until the first change.
  updated_by uuid,
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (tenant_id, id)
);
create index some_nouns_newest on tenant.some_nouns (tenant_id, created_at desc, id desc);

select control.raise_wall('tenant.some_nouns');
select control.keep_audit('tenant.some_nouns', 'some_noun', 'name');
