-- Users are named by id only, without a foreign key: these rows may move to another schema or database.

create table tenant.projects (
  tenant_id uuid not null,
  id uuid not null,
  name text not null check (length(name) between 1 and 100),
  description text not null default '' check (length(description) <= 5000),
  created_by uuid not null,
  created_at timestamptz not null default now(),
  updated_by uuid,
  updated_at timestamptz not null default now(),
  archived_at timestamptz,
  version integer not null default 1,
  primary key (tenant_id, id)
);
create index projects_newest on tenant.projects (tenant_id, created_at desc, id desc);
create index projects_active on tenant.projects (tenant_id, created_at desc, id desc) where archived_at is null;
create index projects_changed on tenant.projects (tenant_id, updated_at desc);
-- Every search reads the whole list of pending entries, other tenants' too: the list is kept short (kB).
create index projects_named on tenant.projects using gin (control.name_grams(tenant_id, name))
  with (gin_pending_list_limit = 64);
alter index tenant.projects_named alter 1 set statistics 0;

create table tenant.tasks (
  tenant_id uuid not null,
  id uuid not null,
  project_id uuid not null,
  title text not null check (length(title) between 1 and 200),
  description text not null default '' check (length(description) <= 10000),
  status text not null default 'todo' check (status in ('todo', 'doing', 'done')),
  -- The card's place in its column. Between two keys there is always another (fractional indexing).
  position text collate "C" not null,
  assignee_id uuid,
  due_on date,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  updated_by uuid,
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (tenant_id, id),
  foreign key (tenant_id, project_id) references tenant.projects on delete cascade
);
create index tasks_board on tenant.tasks (tenant_id, project_id, status, position, id);
create index tasks_due on tenant.tasks (tenant_id, due_on) where status <> 'done' and due_on is not null;
create index tasks_assigned on tenant.tasks (tenant_id, assignee_id, due_on) where status <> 'done';
create index tasks_changed on tenant.tasks (tenant_id, updated_at desc);

create table tenant.comments (
  tenant_id uuid not null,
  id uuid not null,
  task_id uuid not null,
  body text not null check (length(body) between 1 and 5000),
  author_id uuid not null,
  created_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (tenant_id, id),
  foreign key (tenant_id, task_id) references tenant.tasks on delete cascade
);
create index comments_of_task on tenant.comments (tenant_id, task_id, created_at, id);

select control.raise_wall('tenant.projects');
select control.raise_wall('tenant.tasks');
select control.raise_wall('tenant.comments');

-- What was said stays.
revoke update on tenant.comments from rowhouse_worker;
revoke update on entered.comments from rowhouse_app;
