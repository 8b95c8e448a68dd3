-- The outbox: every mail is written here in the transaction that causes it.

create table control.mails (
  id uuid primary key,
  -- Null for a mail to a user alone. Other mails are erased with their tenant.
  tenant_id uuid references control.tenants,
  to_email text not null,
  subject text not null,
  body_text text not null,
  invited_by uuid references control.users,
  -- The clock's time: a mail that waited for a lock is not older than the mails it waited for.
  created_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz,
  -- The mail server's last answer, for the operator. Null if it refused nothing, and once the mail is sent.
  refusal text check (length(refusal) <= 1000)
);
create index mails_created_at on control.mails (created_at desc, id desc);
create index mails_tenant_id on control.mails (tenant_id) where tenant_id is not null;
create index mails_invitations_of_tenant on control.mails (tenant_id, created_at) where invited_by is not null;
create index mails_invitations_of_user on control.mails (invited_by, created_at) where invited_by is not null;
create index mails_invitations_to_mailbox on control.mails (to_email, created_at) where invited_by is not null;

alter table control.mails enable row level security;
alter table control.mails force row level security;
create policy app on control.mails for insert to rowhouse_app
  with check (tenant_id is null or tenant_id = (select control.entered_tenant()));
create policy app_only on control.mails as restrictive for insert to rowhouse_app
  with check (tenant_id is null or tenant_id = (select control.entered_tenant()));
create policy worker on control.mails for all to rowhouse_worker using (true) with check (true);
-- Mails carry links that let people in: requests write them and never read them.
grant insert on control.mails to rowhouse_app;
grant select, insert, update, delete on control.mails to rowhouse_worker, rowhouse_ops;

create trigger mail_written after insert on control.mails for each row execute function control.mail_written();
