-- The outbox: every mail is written here in the transaction that causes it.

create table control.mails (
  id uuid primary key,
  -- Null for a mail to a user alone. Other mails are erased with their tenant.
  tenant_id uuid references control.tenants,
  to_email text not null,
  -- The text is made of it when the mail is delivered or read (app/domain/mail/templates.ts).
  template text not null,
  fields jsonb not null default '{}' check (jsonb_typeof(fields) = 'object'),
  -- What makes its link let people in. Empty if there is none, and once the mail is sent.
  secrets jsonb not null default '{}' check (jsonb_typeof(secrets) = 'object'),
  -- Null if it is no invitation, or one that the holder of its copied link had mailed.
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
create index mails_other_links_to_mailbox on control.mails (to_email, created_at)
  where invited_by is null and template = 'invitation';

alter table control.mails enable row level security;
alter table control.mails force row level security;
create policy worker on control.mails for all to rowhouse_worker using (true) with check (true);
-- Requests write mails by functions alone (db/functions/mail.sql), and read none: a mail's link lets people in.
grant select, delete, update (sent_at, secrets, refusal) on control.mails to rowhouse_worker;
grant select, insert, update, delete on control.mails to rowhouse_ops;
select control.bound_columns('control.mails');

create trigger mail_written after insert on control.mails for each row execute function control.mail_written();
