-- The schema as migrations and functions leave it: a picture to read, which is not applied. Written by
-- `npm run db:schema`, and compared by a test. Everything belongs to rowhouse_owner unless it says otherwise; the bodies of
-- functions are in db/functions.

CREATE SCHEMA control;
GRANT USAGE ON SCHEMA control TO rowhouse_app, rowhouse_door, rowhouse_ops, rowhouse_worker;
CREATE SCHEMA entered;
GRANT USAGE ON SCHEMA entered TO rowhouse_app;
CREATE SCHEMA rowhouse;
GRANT USAGE ON SCHEMA rowhouse TO rowhouse_app, rowhouse_door, rowhouse_ops, rowhouse_worker;
CREATE SCHEMA tenant;
GRANT USAGE ON SCHEMA tenant TO rowhouse_ops, rowhouse_worker;

CREATE TABLE control.email_changes (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  old_email text NOT NULL,
  new_email text NOT NULL,
  old_token_hash bytea NOT NULL,
  new_token_hash bytea NOT NULL,
  old_verified_at timestamp with time zone,
  new_verified_at timestamp with time zone,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  CONSTRAINT email_changes_pkey PRIMARY KEY (id),
  CONSTRAINT email_changes_new_token_hash_key UNIQUE (new_token_hash),
  CONSTRAINT email_changes_old_token_hash_key UNIQUE (old_token_hash),
  CONSTRAINT email_changes_user_id_fkey FOREIGN KEY (user_id) REFERENCES control.users(id) ON DELETE CASCADE,
  CONSTRAINT email_changes_new_email_check CHECK (new_email = lower(new_email) AND length(new_email) >= 3 AND length(new_email) <= 254)
);
CREATE INDEX email_changes_expires_at ON control.email_changes USING btree (expires_at);
CREATE UNIQUE INDEX email_changes_open ON control.email_changes USING btree (user_id) WHERE ended_at IS NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON control.email_changes TO rowhouse_ops;

CREATE TABLE control.email_verifications (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  email text NOT NULL,
  token_hash bytea NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT email_verifications_pkey PRIMARY KEY (id),
  CONSTRAINT email_verifications_token_hash_key UNIQUE (token_hash),
  CONSTRAINT email_verifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES control.users(id) ON DELETE CASCADE
);
CREATE INDEX email_verifications_expires_at ON control.email_verifications USING btree (expires_at);
CREATE INDEX email_verifications_user_id ON control.email_verifications USING btree (user_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON control.email_verifications TO rowhouse_ops;

CREATE TABLE control.invitations (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  email text NOT NULL,
  role text NOT NULL,
  mailed_hashes bytea[] DEFAULT '{}'::bytea[] NOT NULL,
  link_hash bytea NOT NULL,
  link_key_id text DEFAULT ''::text NOT NULL,
  invited_by uuid NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  sent_at timestamp with time zone DEFAULT now() NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  accepted_at timestamp with time zone,
  accepted_by uuid,
  revoked_at timestamp with time zone,
  tenant_key text GENERATED ALWAYS AS (tenant_id::text) STORED,
  CONSTRAINT invitations_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT invitations_link_hash_key UNIQUE (link_hash),
  CONSTRAINT invitations_accepted_by_fkey FOREIGN KEY (accepted_by) REFERENCES control.users(id),
  CONSTRAINT invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES control.users(id),
  CONSTRAINT invitations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(id),
  CONSTRAINT invitations_accepted_at_check CHECK (accepted_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND accepted_at <= '2199-12-31 00:00:00+00'::timestamp with time zone),
  CONSTRAINT invitations_check CHECK ((accepted_at IS NULL) = (accepted_by IS NULL)),
  CONSTRAINT invitations_check1 CHECK (accepted_at IS NULL OR revoked_at IS NULL),
  CONSTRAINT invitations_created_at_check CHECK (created_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND created_at <= '2199-12-31 00:00:00+00'::timestamp with time zone),
  CONSTRAINT invitations_email_check CHECK (email = lower(email) AND length(email) >= 3 AND length(email) <= 254),
  CONSTRAINT invitations_expires_at_check CHECK (expires_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND expires_at <= '2199-12-31 00:00:00+00'::timestamp with time zone),
  CONSTRAINT invitations_link_key_id_check CHECK (length(link_key_id) <= 100),
  CONSTRAINT invitations_revoked_at_check CHECK (revoked_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND revoked_at <= '2199-12-31 00:00:00+00'::timestamp with time zone),
  CONSTRAINT invitations_role_check CHECK (role = ANY (ARRAY['admin'::text, 'member'::text, 'viewer'::text])),
  CONSTRAINT invitations_sent_at_check CHECK (sent_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND sent_at <= '2199-12-31 00:00:00+00'::timestamp with time zone)
);
CREATE INDEX invitations_mailed_hashes ON control.invitations USING gin (mailed_hashes) WITH (fastupdate=off);
CREATE UNIQUE INDEX invitations_pending ON control.invitations USING btree (tenant_id, email) WHERE accepted_at IS NULL AND revoked_at IS NULL;
ALTER TABLE control.invitations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY view ON control.invitations TO rowhouse_owner
  USING (true)
  WITH CHECK (true);
CREATE POLICY view_key ON control.invitations AS RESTRICTIVE TO rowhouse_owner
  USING ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY view_tenant ON control.invitations AS RESTRICTIVE TO rowhouse_owner
  USING (tenant_id = (SELECT control.entered_tenant()))
  WITH CHECK (tenant_id = (SELECT control.entered_tenant()));
CREATE POLICY who_grants ON control.invitations AS RESTRICTIVE FOR INSERT TO rowhouse_owner
  WITH CHECK (invited_by = (SELECT control.acting_user()) AND control.may_grant(( SELECT control.acting_role() AS acting_role), role));
CREATE POLICY who_grants_again ON control.invitations AS RESTRICTIVE FOR UPDATE TO rowhouse_owner
  USING (control.may_grant(( SELECT control.acting_role() AS acting_role), role))
  WITH CHECK (control.may_grant(( SELECT control.acting_role() AS acting_role), role));
CREATE POLICY worker ON control.invitations TO rowhouse_worker
  USING (true)
  WITH CHECK (true);
CREATE POLICY worker_key ON control.invitations AS RESTRICTIVE TO rowhouse_worker
  USING ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY worker_tenant ON control.invitations AS RESTRICTIVE TO rowhouse_worker
  USING (tenant_id = (SELECT control.worked_tenant()))
  WITH CHECK (tenant_id = (SELECT control.worked_tenant()));
CREATE CONSTRAINT TRIGGER write_audit AFTER INSERT OR DELETE OR UPDATE ON control.invitations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((SESSION_USER = ANY (ARRAY['rowhouse_app'::name, 'rowhouse_door'::name])) OR CURRENT_USER <> 'rowhouse_ops'::name OR concat(current_setting('app.purging'::text, true), current_setting('app.seeding'::text, true)) = ''::text)
  EXECUTE FUNCTION control.note_change('invitation', 'email', 'created');
CREATE TRIGGER hold_inviter BEFORE INSERT OR UPDATE ON control.invitations FOR EACH ROW
  WHEN ((SESSION_USER = ANY (ARRAY['rowhouse_app'::name, 'rowhouse_door'::name])) AND CURRENT_USER <> 'rowhouse_ops'::name)
  EXECUTE FUNCTION control.hold_inviter();
GRANT SELECT, INSERT, UPDATE, DELETE ON control.invitations TO rowhouse_ops;

CREATE TABLE control.job_tickets (
  job_id bigint NOT NULL,
  ticket_hash bytea NOT NULL,
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  tenant_key text GENERATED ALWAYS AS (tenant_id::text) STORED,
  CONSTRAINT job_tickets_pkey PRIMARY KEY (job_id),
  CONSTRAINT job_tickets_ticket_hash_key UNIQUE (ticket_hash),
  CONSTRAINT job_tickets_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(id),
  CONSTRAINT job_tickets_user_id_fkey FOREIGN KEY (user_id) REFERENCES control.users(id) ON DELETE CASCADE,
  CONSTRAINT job_tickets_created_at_check CHECK (created_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND created_at <= '2199-12-31 00:00:00+00'::timestamp with time zone)
);
CREATE INDEX job_tickets_tenant_id ON control.job_tickets USING btree (tenant_id);
ALTER TABLE control.job_tickets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY view ON control.job_tickets TO rowhouse_owner
  USING (true)
  WITH CHECK (true);
CREATE POLICY view_key ON control.job_tickets AS RESTRICTIVE TO rowhouse_owner
  USING ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY view_tenant ON control.job_tickets AS RESTRICTIVE TO rowhouse_owner
  USING (tenant_id = (SELECT control.entered_tenant()))
  WITH CHECK (tenant_id = (SELECT control.entered_tenant()));
CREATE POLICY worker ON control.job_tickets TO rowhouse_worker
  USING (true)
  WITH CHECK (true);
CREATE POLICY worker_key ON control.job_tickets AS RESTRICTIVE TO rowhouse_worker
  USING ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY worker_tenant ON control.job_tickets AS RESTRICTIVE TO rowhouse_worker
  USING (tenant_id = (SELECT control.worked_tenant()))
  WITH CHECK (tenant_id = (SELECT control.worked_tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON control.job_tickets TO rowhouse_ops;

CREATE TABLE control.known_networks (
  user_id uuid NOT NULL,
  network text NOT NULL,
  seen_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT known_networks_pkey PRIMARY KEY (user_id, network),
  CONSTRAINT known_networks_user_id_fkey FOREIGN KEY (user_id) REFERENCES control.users(id) ON DELETE CASCADE,
  CONSTRAINT known_networks_network_check CHECK (length(network) <= 50)
);
CREATE INDEX known_networks_seen_at ON control.known_networks USING btree (seen_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON control.known_networks TO rowhouse_ops;

CREATE TABLE control.mails (
  id uuid NOT NULL,
  tenant_id uuid,
  to_email text NOT NULL,
  template text NOT NULL,
  fields jsonb DEFAULT '{}'::jsonb NOT NULL,
  secrets jsonb DEFAULT '{}'::jsonb NOT NULL,
  invited_by uuid,
  created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
  sent_at timestamp with time zone,
  refusal text,
  CONSTRAINT mails_pkey PRIMARY KEY (id),
  CONSTRAINT mails_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES control.users(id),
  CONSTRAINT mails_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(id),
  CONSTRAINT mails_created_at_check CHECK (created_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND created_at <= '2199-12-31 00:00:00+00'::timestamp with time zone),
  CONSTRAINT mails_fields_check CHECK (jsonb_typeof(fields) = 'object'::text),
  CONSTRAINT mails_refusal_check CHECK (length(refusal) <= 1000),
  CONSTRAINT mails_secrets_check CHECK (jsonb_typeof(secrets) = 'object'::text),
  CONSTRAINT mails_sent_at_check CHECK (sent_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND sent_at <= '2199-12-31 00:00:00+00'::timestamp with time zone)
);
CREATE INDEX mails_created_at ON control.mails USING btree (created_at DESC, id DESC);
CREATE INDEX mails_invitations_of_tenant ON control.mails USING btree (tenant_id, created_at) WHERE invited_by IS NOT NULL;
CREATE INDEX mails_invitations_of_user ON control.mails USING btree (invited_by, created_at) WHERE invited_by IS NOT NULL;
CREATE INDEX mails_invitations_to_mailbox ON control.mails USING btree (to_email, created_at) WHERE invited_by IS NOT NULL;
CREATE INDEX mails_other_links_to_mailbox ON control.mails USING btree (to_email, created_at) WHERE invited_by IS NULL AND template = 'invitation'::text;
CREATE INDEX mails_tenant_id ON control.mails USING btree (tenant_id) WHERE tenant_id IS NOT NULL;
ALTER TABLE control.mails ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON control.mails TO rowhouse_worker
  USING (true)
  WITH CHECK (true);
CREATE TRIGGER mail_written AFTER INSERT ON control.mails FOR EACH ROW
  EXECUTE FUNCTION control.mail_written();
GRANT SELECT, INSERT, UPDATE, DELETE ON control.mails TO rowhouse_ops;
GRANT SELECT, UPDATE (refusal), UPDATE (secrets), UPDATE (sent_at), DELETE ON control.mails TO rowhouse_worker;

CREATE TABLE control.memberships (
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  role text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  tenant_key text GENERATED ALWAYS AS (tenant_id::text) STORED,
  CONSTRAINT memberships_pkey PRIMARY KEY (tenant_id, user_id),
  CONSTRAINT memberships_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(id),
  CONSTRAINT memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES control.users(id),
  CONSTRAINT memberships_created_at_check CHECK (created_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND created_at <= '2199-12-31 00:00:00+00'::timestamp with time zone),
  CONSTRAINT memberships_role_check CHECK (role = ANY (ARRAY['owner'::text, 'admin'::text, 'member'::text, 'viewer'::text]))
);
CREATE INDEX memberships_user_id ON control.memberships USING btree (user_id, tenant_id) WHERE tenant_id <> '00000000-0000-0000-0000-000000000000'::uuid;
ALTER TABLE control.memberships ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY view ON control.memberships TO rowhouse_owner
  USING (true)
  WITH CHECK (true);
CREATE POLICY view_key ON control.memberships AS RESTRICTIVE TO rowhouse_owner
  USING ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY view_tenant ON control.memberships AS RESTRICTIVE TO rowhouse_owner
  USING (tenant_id = (SELECT control.entered_tenant()))
  WITH CHECK (tenant_id = (SELECT control.entered_tenant()));
CREATE POLICY worker ON control.memberships TO rowhouse_worker
  USING (true)
  WITH CHECK (true);
CREATE POLICY worker_key ON control.memberships AS RESTRICTIVE TO rowhouse_worker
  USING ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY worker_tenant ON control.memberships AS RESTRICTIVE TO rowhouse_worker
  USING (tenant_id = (SELECT control.worked_tenant()))
  WITH CHECK (tenant_id = (SELECT control.worked_tenant()));
CREATE CONSTRAINT TRIGGER keep_owner AFTER DELETE OR UPDATE ON control.memberships DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (old.role = 'owner'::text AND ((SESSION_USER = ANY (ARRAY['rowhouse_app'::name, 'rowhouse_door'::name])) OR CURRENT_USER <> 'rowhouse_ops'::name OR current_setting('app.purging'::text, true) IS DISTINCT FROM old.tenant_id::text))
  EXECUTE FUNCTION control.keep_owner();
CREATE CONSTRAINT TRIGGER write_audit AFTER INSERT OR DELETE OR UPDATE ON control.memberships DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((SESSION_USER = ANY (ARRAY['rowhouse_app'::name, 'rowhouse_door'::name])) OR CURRENT_USER <> 'rowhouse_ops'::name OR concat(current_setting('app.purging'::text, true), current_setting('app.seeding'::text, true)) = ''::text)
  EXECUTE FUNCTION control.note_change('member', '', 'added');
CREATE TRIGGER note_person AFTER INSERT ON control.memberships FOR EACH ROW
  EXECUTE FUNCTION control.note_person();
GRANT SELECT, INSERT, UPDATE, DELETE ON control.memberships TO rowhouse_ops;
GRANT SELECT ON control.memberships TO rowhouse_worker;

CREATE TABLE control.password_resets (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  is_from_known_network boolean,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT password_resets_pkey PRIMARY KEY (id),
  CONSTRAINT password_resets_token_hash_key UNIQUE (token_hash),
  CONSTRAINT password_resets_user_id_fkey FOREIGN KEY (user_id) REFERENCES control.users(id) ON DELETE CASCADE
);
CREATE INDEX password_resets_expires_at ON control.password_resets USING btree (expires_at);
CREATE INDEX password_resets_user_id ON control.password_resets USING btree (user_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON control.password_resets TO rowhouse_ops;

CREATE TABLE control.people (
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  tenant_key text GENERATED ALWAYS AS (tenant_id::text) STORED,
  CONSTRAINT people_pkey PRIMARY KEY (tenant_id, user_id),
  CONSTRAINT people_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(id),
  CONSTRAINT people_user_id_fkey FOREIGN KEY (user_id) REFERENCES control.users(id)
);
ALTER TABLE control.people ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY view ON control.people TO rowhouse_owner
  USING (true)
  WITH CHECK (true);
CREATE POLICY view_key ON control.people AS RESTRICTIVE TO rowhouse_owner
  USING ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY view_tenant ON control.people AS RESTRICTIVE TO rowhouse_owner
  USING (tenant_id = (SELECT control.entered_tenant()))
  WITH CHECK (tenant_id = (SELECT control.entered_tenant()));
CREATE POLICY worker ON control.people TO rowhouse_worker
  USING (true)
  WITH CHECK (true);
CREATE POLICY worker_key ON control.people AS RESTRICTIVE TO rowhouse_worker
  USING ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY worker_tenant ON control.people AS RESTRICTIVE TO rowhouse_worker
  USING (tenant_id = (SELECT control.worked_tenant()))
  WITH CHECK (tenant_id = (SELECT control.worked_tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON control.people TO rowhouse_ops;

CREATE TABLE control.sessions (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  user_agent text DEFAULT ''::text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone DEFAULT now() + '180 days'::interval NOT NULL,
  CONSTRAINT sessions_pkey PRIMARY KEY (id),
  CONSTRAINT sessions_token_hash_key UNIQUE (token_hash),
  CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES control.users(id) ON DELETE CASCADE,
  CONSTRAINT sessions_check CHECK (expires_at <= ends_at),
  CONSTRAINT sessions_user_agent_check CHECK (length(user_agent) <= 400)
);
CREATE INDEX sessions_expires_at ON control.sessions USING btree (expires_at);
CREATE INDEX sessions_user_id ON control.sessions USING btree (user_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON control.sessions TO rowhouse_ops;

CREATE TABLE control.slugs (
  slug text NOT NULL,
  tenant_id uuid,
  tombstone_id uuid,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  tenant_key text GENERATED ALWAYS AS (tenant_id::text) STORED,
  CONSTRAINT slugs_pkey PRIMARY KEY (slug),
  CONSTRAINT slugs_slug_tenant_id_key UNIQUE (slug, tenant_id),
  CONSTRAINT slugs_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(id),
  CONSTRAINT slugs_tombstone_id_fkey FOREIGN KEY (tombstone_id) REFERENCES control.tombstones(id),
  CONSTRAINT slugs_check CHECK (num_nonnulls(tenant_id, tombstone_id) = 1),
  CONSTRAINT slugs_created_at_check CHECK (created_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND created_at <= '2199-12-31 00:00:00+00'::timestamp with time zone),
  CONSTRAINT slugs_slug_check CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{1,38})[a-z0-9]$'::text)
);
CREATE INDEX slugs_tenant_id ON control.slugs USING btree (tenant_id);
CREATE INDEX slugs_tombstone_id ON control.slugs USING btree (tombstone_id) WHERE tombstone_id IS NOT NULL;
ALTER TABLE control.slugs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY view ON control.slugs TO rowhouse_owner
  USING (true)
  WITH CHECK (true);
CREATE POLICY view_key ON control.slugs AS RESTRICTIVE TO rowhouse_owner
  USING ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY view_tenant ON control.slugs AS RESTRICTIVE TO rowhouse_owner
  USING (tenant_id = (SELECT control.entered_tenant()))
  WITH CHECK (tenant_id = (SELECT control.entered_tenant()));
CREATE POLICY worker ON control.slugs TO rowhouse_worker
  USING (true)
  WITH CHECK (true);
CREATE POLICY worker_key ON control.slugs AS RESTRICTIVE TO rowhouse_worker
  USING ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY worker_tenant ON control.slugs AS RESTRICTIVE TO rowhouse_worker
  USING (tenant_id = (SELECT control.worked_tenant()))
  WITH CHECK (tenant_id = (SELECT control.worked_tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON control.slugs TO rowhouse_ops;

CREATE TABLE control.switches (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  switched_at timestamp with time zone DEFAULT now() NOT NULL,
  tenant_key text GENERATED ALWAYS AS (tenant_id::text) STORED,
  CONSTRAINT switches_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT switches_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenants(id),
  CONSTRAINT switches_user_id_fkey FOREIGN KEY (user_id) REFERENCES control.users(id),
  CONSTRAINT switches_switched_at_check CHECK (switched_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND switched_at <= '2199-12-31 00:00:00+00'::timestamp with time zone)
);
CREATE INDEX switches_by_user ON control.switches USING btree (user_id, switched_at DESC, id DESC);
ALTER TABLE control.switches ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY view ON control.switches TO rowhouse_owner
  USING (true)
  WITH CHECK (true);
CREATE POLICY view_key ON control.switches AS RESTRICTIVE TO rowhouse_owner
  USING ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY view_tenant ON control.switches AS RESTRICTIVE TO rowhouse_owner
  USING (tenant_id = (SELECT control.entered_tenant()))
  WITH CHECK (tenant_id = (SELECT control.entered_tenant()));
CREATE POLICY worker ON control.switches TO rowhouse_worker
  USING (true)
  WITH CHECK (true);
CREATE POLICY worker_key ON control.switches AS RESTRICTIVE TO rowhouse_worker
  USING ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY worker_tenant ON control.switches AS RESTRICTIVE TO rowhouse_worker
  USING (tenant_id = (SELECT control.worked_tenant()))
  WITH CHECK (tenant_id = (SELECT control.worked_tenant()));
CREATE CONSTRAINT TRIGGER write_audit AFTER INSERT OR DELETE OR UPDATE ON control.switches DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((SESSION_USER = ANY (ARRAY['rowhouse_app'::name, 'rowhouse_door'::name])) OR CURRENT_USER <> 'rowhouse_ops'::name OR concat(current_setting('app.purging'::text, true), current_setting('app.seeding'::text, true)) = ''::text)
  EXECUTE FUNCTION control.note_change('member', '', 'switched');
GRANT SELECT, INSERT, UPDATE, DELETE ON control.switches TO rowhouse_ops;

CREATE TABLE control.tenants (
  id uuid NOT NULL,
  slug text NOT NULL,
  name text NOT NULL,
  status text GENERATED ALWAYS AS (
CASE
    WHEN deleted_at IS NOT NULL THEN 'deleted'::text
    WHEN suspended_since IS NOT NULL THEN 'suspended'::text
    ELSE 'active'::text
END) STORED NOT NULL,
  suspended_since timestamp with time zone,
  suspended_reason text,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  purge_after timestamp with time zone,
  plan text DEFAULT 'free'::text NOT NULL,
  plan_overrides jsonb DEFAULT '{}'::jsonb NOT NULL,
  home text DEFAULT 'shared'::text NOT NULL,
  hue smallint,
  version integer DEFAULT 1 NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  tenant_key text GENERATED ALWAYS AS (id::text) STORED,
  CONSTRAINT tenants_pkey PRIMARY KEY (id),
  CONSTRAINT tenants_deleted_by_fkey FOREIGN KEY (deleted_by) REFERENCES control.users(id) ON DELETE SET NULL,
  CONSTRAINT tenants_slug_given_out FOREIGN KEY (slug, id) REFERENCES control.slugs(slug, tenant_id) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT tenants_check CHECK (suspended_reason IS NULL OR suspended_since IS NOT NULL),
  CONSTRAINT tenants_check1 CHECK (deleted_by IS NULL OR deleted_at IS NOT NULL),
  CONSTRAINT tenants_check2 CHECK ((deleted_at IS NULL) = (purge_after IS NULL) AND deleted_at <= purge_after),
  CONSTRAINT tenants_created_at_check CHECK (created_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND created_at <= '2199-12-31 00:00:00+00'::timestamp with time zone),
  CONSTRAINT tenants_deleted_at_check CHECK (deleted_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND deleted_at <= '2199-12-31 00:00:00+00'::timestamp with time zone),
  CONSTRAINT tenants_home_check CHECK (home = 'shared'::text),
  CONSTRAINT tenants_hue_check CHECK (hue >= 0 AND hue <= 11),
  CONSTRAINT tenants_id_check CHECK (id <> '00000000-0000-0000-0000-000000000000'::uuid),
  CONSTRAINT tenants_name_check CHECK (length(name) >= 1 AND length(name) <= 100),
  CONSTRAINT tenants_plan_check CHECK (plan = ANY (ARRAY['free'::text, 'starter'::text, 'pro'::text, 'enterprise'::text])),
  CONSTRAINT tenants_plan_overrides_check CHECK (jsonb_typeof(plan_overrides) = 'object'::text),
  CONSTRAINT tenants_purge_after_check CHECK (purge_after >= '1970-01-01 00:00:00+00'::timestamp with time zone AND purge_after <= '2199-12-31 00:00:00+00'::timestamp with time zone),
  CONSTRAINT tenants_suspended_reason_check CHECK (length(suspended_reason) >= 1 AND length(suspended_reason) <= 500),
  CONSTRAINT tenants_suspended_since_check CHECK (suspended_since >= '1970-01-01 00:00:00+00'::timestamp with time zone AND suspended_since <= '2199-12-31 00:00:00+00'::timestamp with time zone)
);
CREATE INDEX tenants_created_at ON control.tenants USING btree (created_at DESC, id DESC);
CREATE INDEX tenants_purge_after ON control.tenants USING btree (purge_after, id) WHERE purge_after IS NOT NULL;
ALTER TABLE control.tenants ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY view ON control.tenants TO rowhouse_owner
  USING (true)
  WITH CHECK (true);
CREATE POLICY view_key ON control.tenants AS RESTRICTIVE TO rowhouse_owner
  USING ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY view_tenant ON control.tenants AS RESTRICTIVE TO rowhouse_owner
  USING (id = (SELECT control.entered_tenant()))
  WITH CHECK (id = (SELECT control.entered_tenant()));
CREATE POLICY who_sets ON control.tenants AS RESTRICTIVE FOR UPDATE TO rowhouse_owner
  USING (true)
  WITH CHECK ((SELECT control.acting_role()) = 'owner'::text OR (SELECT control.acting_role()) = 'admin'::text AND slug = (SELECT control.entered_slug()));
CREATE POLICY worker ON control.tenants TO rowhouse_worker
  USING (true)
  WITH CHECK (true);
CREATE POLICY worker_key ON control.tenants AS RESTRICTIVE TO rowhouse_worker
  USING ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY worker_tenant ON control.tenants AS RESTRICTIVE TO rowhouse_worker
  USING (id = (SELECT control.worked_tenant()))
  WITH CHECK (id = (SELECT control.worked_tenant()));
CREATE CONSTRAINT TRIGGER write_audit AFTER INSERT OR DELETE OR UPDATE ON control.tenants DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((SESSION_USER = ANY (ARRAY['rowhouse_app'::name, 'rowhouse_door'::name])) OR CURRENT_USER <> 'rowhouse_ops'::name OR concat(current_setting('app.purging'::text, true), current_setting('app.seeding'::text, true)) = ''::text)
  EXECUTE FUNCTION control.note_change('workspace', 'name', 'created');
CREATE TRIGGER begin_chain AFTER INSERT ON control.tenants FOR EACH ROW
  EXECUTE FUNCTION control.begin_chain();
CREATE TRIGGER begin_versions BEFORE INSERT ON control.tenants FOR EACH ROW
  WHEN (new.version <> 1)
  EXECUTE FUNCTION control.refuse_version();
CREATE TRIGGER count_versions BEFORE UPDATE ON control.tenants FOR EACH ROW
  WHEN (new.version <> old.version AND new.version <> (old.version + 1))
  EXECUTE FUNCTION control.refuse_version();
CREATE TRIGGER wake_jobs AFTER UPDATE ON control.tenants FOR EACH ROW
  WHEN (old.status <> 'active'::text AND new.status = 'active'::text)
  EXECUTE FUNCTION control.wake_jobs();
GRANT SELECT, INSERT, UPDATE, DELETE ON control.tenants TO rowhouse_ops;
GRANT SELECT ON control.tenants TO rowhouse_worker;

CREATE TABLE control.tombstones (
  id uuid NOT NULL,
  slug text NOT NULL,
  deleted_at timestamp with time zone NOT NULL,
  begun_at timestamp with time zone DEFAULT now() NOT NULL,
  purged_at timestamp with time zone,
  erased jsonb DEFAULT '{}'::jsonb NOT NULL,
  CONSTRAINT tombstones_pkey PRIMARY KEY (id),
  CONSTRAINT tombstones_slug_fkey FOREIGN KEY (slug) REFERENCES control.slugs(slug),
  CONSTRAINT tombstones_erased_check CHECK (jsonb_typeof(erased) = 'object'::text)
);
GRANT SELECT, INSERT, UPDATE ON control.tombstones TO rowhouse_ops;

CREATE TABLE control.users (
  id uuid NOT NULL,
  email text NOT NULL,
  email_verified_at timestamp with time zone,
  name text NOT NULL,
  password_hash text NOT NULL,
  is_operator boolean DEFAULT false NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT users_pkey PRIMARY KEY (id),
  CONSTRAINT users_email_key UNIQUE (email),
  CONSTRAINT users_email_check CHECK (email = lower(email) AND length(email) >= 3 AND length(email) <= 254),
  CONSTRAINT users_name_check CHECK (length(name) >= 1 AND length(name) <= 100),
  CONSTRAINT users_password_hash_check CHECK (length(password_hash) <= 200)
);
CREATE INDEX users_created_at ON control.users USING btree (created_at DESC, id DESC);
ALTER TABLE control.users ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE TRIGGER rename_person AFTER UPDATE ON control.users FOR EACH ROW
  WHEN (old.name IS DISTINCT FROM new.name OR old.email IS DISTINCT FROM new.email)
  EXECUTE FUNCTION control.rename_person();
GRANT SELECT, INSERT, UPDATE, DELETE ON control.users TO rowhouse_ops;

CREATE TABLE rowhouse.functions (
  file text NOT NULL,
  checksum text NOT NULL,
  signatures text[] NOT NULL,
  applied_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT functions_pkey PRIMARY KEY (file)
);
GRANT SELECT ON rowhouse.functions TO rowhouse_app, rowhouse_door, rowhouse_ops, rowhouse_worker;

CREATE TABLE rowhouse.migrations (
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT migrations_pkey PRIMARY KEY (name)
);
GRANT SELECT ON rowhouse.migrations TO rowhouse_app, rowhouse_ops;

CREATE TABLE tenant.audit_events (
  tenant_id uuid NOT NULL,
  id bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  actor_id uuid,
  actor_kind text NOT NULL,
  verb text NOT NULL,
  object_type text NOT NULL,
  object_id text NOT NULL,
  object_name text,
  before jsonb,
  after jsonb,
  request_id text,
  ip_address text,
  previous_hash bytea NOT NULL,
  hash bytea NOT NULL,
  tenant_key text GENERATED ALWAYS AS (tenant_id::text) STORED,
  CONSTRAINT audit_events_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT audit_events_actor_kind_check CHECK (actor_kind = ANY (ARRAY['user'::text, 'operator'::text, 'system'::text])),
  CONSTRAINT audit_events_at_check CHECK (at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND at <= '2199-12-31 00:00:00+00'::timestamp with time zone),
  CONSTRAINT audit_events_fields_check CHECK (jsonb_typeof(before) = 'object'::text AND jsonb_typeof(after) = 'object'::text),
  CONSTRAINT audit_events_id_check CHECK (id > 0)
);
CREATE INDEX audit_events_at ON tenant.audit_events USING btree (tenant_id, at);
CREATE INDEX audit_events_no_user ON tenant.audit_events USING btree (tenant_id, actor_kind, verb, id) WHERE actor_id IS NULL;
CREATE INDEX audit_events_object ON tenant.audit_events USING btree (tenant_id, object_type, object_id, id);
CREATE INDEX audit_events_user ON tenant.audit_events USING btree (tenant_id, actor_id, verb, id);
CREATE INDEX audit_events_verb ON tenant.audit_events USING btree (tenant_id, verb, id);
ALTER TABLE tenant.audit_events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY view ON tenant.audit_events TO rowhouse_owner
  USING (true)
  WITH CHECK (true);
CREATE POLICY view_key ON tenant.audit_events AS RESTRICTIVE TO rowhouse_owner
  USING ((( SELECT jsonb_build_object(COALESCE(control.audited_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.audited_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY view_tenant ON tenant.audit_events AS RESTRICTIVE TO rowhouse_owner
  USING (tenant_id = (SELECT control.audited_tenant()))
  WITH CHECK (tenant_id = (SELECT control.audited_tenant()));
CREATE POLICY worker ON tenant.audit_events TO rowhouse_worker
  USING (true)
  WITH CHECK (true);
CREATE POLICY worker_key ON tenant.audit_events AS RESTRICTIVE TO rowhouse_worker
  USING ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY worker_tenant ON tenant.audit_events AS RESTRICTIVE TO rowhouse_worker
  USING (tenant_id = (SELECT control.worked_tenant()))
  WITH CHECK (tenant_id = (SELECT control.worked_tenant()));
GRANT SELECT, INSERT, DELETE ON tenant.audit_events TO rowhouse_ops;
GRANT SELECT ON tenant.audit_events TO rowhouse_worker;

CREATE TABLE tenant.audit_heads (
  tenant_id uuid NOT NULL,
  length bigint NOT NULL,
  hash bytea NOT NULL,
  at timestamp with time zone NOT NULL,
  tenant_key text GENERATED ALWAYS AS (tenant_id::text) STORED,
  CONSTRAINT audit_heads_pkey PRIMARY KEY (tenant_id),
  CONSTRAINT audit_heads_at_check CHECK (at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND at <= '2199-12-31 00:00:00+00'::timestamp with time zone)
);
ALTER TABLE tenant.audit_heads ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY view ON tenant.audit_heads TO rowhouse_owner
  USING (true)
  WITH CHECK (true);
CREATE POLICY view_key ON tenant.audit_heads AS RESTRICTIVE TO rowhouse_owner
  USING ((( SELECT jsonb_build_object(COALESCE(control.audited_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.audited_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY view_tenant ON tenant.audit_heads AS RESTRICTIVE TO rowhouse_owner
  USING (tenant_id = (SELECT control.audited_tenant()))
  WITH CHECK (tenant_id = (SELECT control.audited_tenant()));
CREATE POLICY worker ON tenant.audit_heads TO rowhouse_worker
  USING (true)
  WITH CHECK (true);
CREATE POLICY worker_key ON tenant.audit_heads AS RESTRICTIVE TO rowhouse_worker
  USING ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY worker_tenant ON tenant.audit_heads AS RESTRICTIVE TO rowhouse_worker
  USING (tenant_id = (SELECT control.worked_tenant()))
  WITH CHECK (tenant_id = (SELECT control.worked_tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON tenant.audit_heads TO rowhouse_ops;
GRANT SELECT ON tenant.audit_heads TO rowhouse_worker;

CREATE TABLE tenant.comments (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  task_id uuid NOT NULL,
  body text NOT NULL,
  author_id uuid NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  version integer DEFAULT 1 NOT NULL,
  tenant_key text GENERATED ALWAYS AS (tenant_id::text) STORED,
  CONSTRAINT comments_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT comments_tenant_id_task_id_fkey FOREIGN KEY (tenant_id, task_id) REFERENCES tenant.tasks(tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT comments_body_check CHECK (length(body) >= 1 AND length(body) <= 5000),
  CONSTRAINT comments_created_at_check CHECK (created_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND created_at <= '2199-12-31 00:00:00+00'::timestamp with time zone)
);
CREATE INDEX comments_of_task ON tenant.comments USING btree (tenant_id, task_id, created_at, id);
ALTER TABLE tenant.comments ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY view ON tenant.comments TO rowhouse_owner
  USING (true)
  WITH CHECK (true);
CREATE POLICY view_key ON tenant.comments AS RESTRICTIVE TO rowhouse_owner
  USING ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY view_tenant ON tenant.comments AS RESTRICTIVE TO rowhouse_owner
  USING (tenant_id = (SELECT control.entered_tenant()))
  WITH CHECK (tenant_id = (SELECT control.entered_tenant()));
CREATE POLICY who_makes ON tenant.comments AS RESTRICTIVE FOR INSERT TO rowhouse_owner
  WITH CHECK (author_id = (SELECT control.acting_user()));
CREATE POLICY worker ON tenant.comments TO rowhouse_worker
  USING (true)
  WITH CHECK (true);
CREATE POLICY worker_key ON tenant.comments AS RESTRICTIVE TO rowhouse_worker
  USING ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY worker_tenant ON tenant.comments AS RESTRICTIVE TO rowhouse_worker
  USING (tenant_id = (SELECT control.worked_tenant()))
  WITH CHECK (tenant_id = (SELECT control.worked_tenant()));
CREATE CONSTRAINT TRIGGER write_audit AFTER INSERT OR DELETE OR UPDATE ON tenant.comments DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((SESSION_USER = ANY (ARRAY['rowhouse_app'::name, 'rowhouse_door'::name])) OR CURRENT_USER <> 'rowhouse_ops'::name OR concat(current_setting('app.purging'::text, true), current_setting('app.seeding'::text, true)) = ''::text)
  EXECUTE FUNCTION control.note_change('comment', '', 'created');
CREATE TRIGGER begin_versions BEFORE INSERT ON tenant.comments FOR EACH ROW
  WHEN (new.version <> 1)
  EXECUTE FUNCTION control.refuse_version();
CREATE TRIGGER count_versions BEFORE UPDATE ON tenant.comments FOR EACH ROW
  WHEN (new.version <> old.version AND new.version <> (old.version + 1))
  EXECUTE FUNCTION control.refuse_version();
GRANT SELECT, INSERT, UPDATE, DELETE ON tenant.comments TO rowhouse_ops;
GRANT SELECT, INSERT (author_id), INSERT (body), INSERT (id), INSERT (task_id), INSERT (tenant_id), INSERT (version), DELETE ON tenant.comments TO rowhouse_worker;

CREATE TABLE tenant.projects (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  description text DEFAULT ''::text NOT NULL,
  created_by uuid NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_by uuid,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  archived_at timestamp with time zone,
  version integer DEFAULT 1 NOT NULL,
  tenant_key text GENERATED ALWAYS AS (tenant_id::text) STORED,
  CONSTRAINT projects_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT projects_archived_at_check CHECK (archived_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND archived_at <= '2199-12-31 00:00:00+00'::timestamp with time zone),
  CONSTRAINT projects_created_at_check CHECK (created_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND created_at <= '2199-12-31 00:00:00+00'::timestamp with time zone),
  CONSTRAINT projects_description_check CHECK (length(description) <= 5000),
  CONSTRAINT projects_name_check CHECK (length(name) >= 1 AND length(name) <= 100),
  CONSTRAINT projects_updated_at_check CHECK (updated_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND updated_at <= '2199-12-31 00:00:00+00'::timestamp with time zone)
);
CREATE INDEX projects_active ON tenant.projects USING btree (tenant_id, created_at DESC, id DESC) WHERE archived_at IS NULL;
CREATE INDEX projects_changed ON tenant.projects USING btree (tenant_id, updated_at DESC);
CREATE INDEX projects_named ON tenant.projects USING gin (control.name_grams(tenant_id, name)) WITH (gin_pending_list_limit='64');
CREATE INDEX projects_newest ON tenant.projects USING btree (tenant_id, created_at DESC, id DESC);
ALTER TABLE tenant.projects ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY view ON tenant.projects TO rowhouse_owner
  USING (true)
  WITH CHECK (true);
CREATE POLICY view_key ON tenant.projects AS RESTRICTIVE TO rowhouse_owner
  USING ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY view_tenant ON tenant.projects AS RESTRICTIVE TO rowhouse_owner
  USING (tenant_id = (SELECT control.entered_tenant()))
  WITH CHECK (tenant_id = (SELECT control.entered_tenant()));
CREATE POLICY who_makes ON tenant.projects AS RESTRICTIVE FOR INSERT TO rowhouse_owner
  WITH CHECK (created_by = (SELECT control.acting_user()));
CREATE POLICY worker ON tenant.projects TO rowhouse_worker
  USING (true)
  WITH CHECK (true);
CREATE POLICY worker_key ON tenant.projects AS RESTRICTIVE TO rowhouse_worker
  USING ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY worker_tenant ON tenant.projects AS RESTRICTIVE TO rowhouse_worker
  USING (tenant_id = (SELECT control.worked_tenant()))
  WITH CHECK (tenant_id = (SELECT control.worked_tenant()));
CREATE CONSTRAINT TRIGGER write_audit AFTER INSERT OR DELETE OR UPDATE ON tenant.projects DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((SESSION_USER = ANY (ARRAY['rowhouse_app'::name, 'rowhouse_door'::name])) OR CURRENT_USER <> 'rowhouse_ops'::name OR concat(current_setting('app.purging'::text, true), current_setting('app.seeding'::text, true)) = ''::text)
  EXECUTE FUNCTION control.note_change('project', 'name', 'created');
CREATE TRIGGER begin_versions BEFORE INSERT ON tenant.projects FOR EACH ROW
  WHEN (new.version <> 1)
  EXECUTE FUNCTION control.refuse_version();
CREATE TRIGGER count_versions BEFORE UPDATE ON tenant.projects FOR EACH ROW
  WHEN (new.version <> old.version AND new.version <> (old.version + 1))
  EXECUTE FUNCTION control.refuse_version();
GRANT SELECT, INSERT, UPDATE, DELETE ON tenant.projects TO rowhouse_ops;
GRANT SELECT, INSERT (archived_at), INSERT (created_by), INSERT (description), INSERT (id), INSERT (name), INSERT (tenant_id), INSERT (updated_at), INSERT (updated_by), INSERT (version), UPDATE (archived_at), UPDATE (description), UPDATE (name), UPDATE (updated_at), UPDATE (updated_by), UPDATE (version), DELETE ON tenant.projects TO rowhouse_worker;

CREATE TABLE tenant.tasks (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  project_id uuid NOT NULL,
  title text NOT NULL,
  description text DEFAULT ''::text NOT NULL,
  status text DEFAULT 'todo'::text NOT NULL,
  "position" text COLLATE "C" NOT NULL,
  assignee_id uuid,
  due_on date,
  created_by uuid NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_by uuid,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  version integer DEFAULT 1 NOT NULL,
  tenant_key text GENERATED ALWAYS AS (tenant_id::text) STORED,
  CONSTRAINT tasks_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT tasks_tenant_id_project_id_fkey FOREIGN KEY (tenant_id, project_id) REFERENCES tenant.projects(tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT tasks_created_at_check CHECK (created_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND created_at <= '2199-12-31 00:00:00+00'::timestamp with time zone),
  CONSTRAINT tasks_description_check CHECK (length(description) <= 10000),
  CONSTRAINT tasks_due_on_check CHECK (due_on >= '1970-01-01'::date AND due_on <= '2199-12-31'::date),
  CONSTRAINT tasks_status_check CHECK (status = ANY (ARRAY['todo'::text, 'doing'::text, 'done'::text])),
  CONSTRAINT tasks_title_check CHECK (length(title) >= 1 AND length(title) <= 200),
  CONSTRAINT tasks_updated_at_check CHECK (updated_at >= '1970-01-01 00:00:00+00'::timestamp with time zone AND updated_at <= '2199-12-31 00:00:00+00'::timestamp with time zone)
);
CREATE INDEX tasks_assigned ON tenant.tasks USING btree (tenant_id, assignee_id, due_on) WHERE status <> 'done'::text;
CREATE INDEX tasks_board ON tenant.tasks USING btree (tenant_id, project_id, status, "position", id);
CREATE INDEX tasks_changed ON tenant.tasks USING btree (tenant_id, updated_at DESC);
CREATE INDEX tasks_due ON tenant.tasks USING btree (tenant_id, due_on) WHERE status <> 'done'::text AND due_on IS NOT NULL;
ALTER TABLE tenant.tasks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY view ON tenant.tasks TO rowhouse_owner
  USING (true)
  WITH CHECK (true);
CREATE POLICY view_key ON tenant.tasks AS RESTRICTIVE TO rowhouse_owner
  USING ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.entered_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY view_tenant ON tenant.tasks AS RESTRICTIVE TO rowhouse_owner
  USING (tenant_id = (SELECT control.entered_tenant()))
  WITH CHECK (tenant_id = (SELECT control.entered_tenant()));
CREATE POLICY who_makes ON tenant.tasks AS RESTRICTIVE FOR INSERT TO rowhouse_owner
  WITH CHECK (created_by = (SELECT control.acting_user()));
CREATE POLICY worker ON tenant.tasks TO rowhouse_worker
  USING (true)
  WITH CHECK (true);
CREATE POLICY worker_key ON tenant.tasks AS RESTRICTIVE TO rowhouse_worker
  USING ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL)
  WITH CHECK ((( SELECT jsonb_build_object(COALESCE(control.worked_tenant()::text, ''::text), true) AS jsonb_build_object))[tenant_key] IS NOT NULL);
CREATE POLICY worker_tenant ON tenant.tasks AS RESTRICTIVE TO rowhouse_worker
  USING (tenant_id = (SELECT control.worked_tenant()))
  WITH CHECK (tenant_id = (SELECT control.worked_tenant()));
CREATE CONSTRAINT TRIGGER write_audit AFTER INSERT OR DELETE OR UPDATE ON tenant.tasks DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((SESSION_USER = ANY (ARRAY['rowhouse_app'::name, 'rowhouse_door'::name])) OR CURRENT_USER <> 'rowhouse_ops'::name OR concat(current_setting('app.purging'::text, true), current_setting('app.seeding'::text, true)) = ''::text)
  EXECUTE FUNCTION control.note_change('task', 'title', 'created');
CREATE TRIGGER begin_versions BEFORE INSERT ON tenant.tasks FOR EACH ROW
  WHEN (new.version <> 1)
  EXECUTE FUNCTION control.refuse_version();
CREATE TRIGGER count_versions BEFORE UPDATE ON tenant.tasks FOR EACH ROW
  WHEN (new.version <> old.version AND new.version <> (old.version + 1))
  EXECUTE FUNCTION control.refuse_version();
GRANT SELECT, INSERT, UPDATE, DELETE ON tenant.tasks TO rowhouse_ops;
GRANT SELECT, INSERT ("position"), INSERT (assignee_id), INSERT (created_by), INSERT (description), INSERT (due_on), INSERT (id), INSERT (project_id), INSERT (status), INSERT (tenant_id), INSERT (title), INSERT (updated_at), INSERT (updated_by), INSERT (version), UPDATE ("position"), UPDATE (assignee_id), UPDATE (description), UPDATE (due_on), UPDATE (project_id), UPDATE (status), UPDATE (title), UPDATE (updated_at), UPDATE (updated_by), UPDATE (version), DELETE ON tenant.tasks TO rowhouse_worker;

CREATE VIEW entered.audit_events AS SELECT tenant_id,
    id,
    at,
    actor_id,
    actor_kind,
    verb,
    object_type,
    object_id,
    object_name,
    before,
    after,
    request_id,
    ip_address,
    previous_hash,
    hash,
    tenant_key
   FROM tenant.audit_events
  WHERE tenant_key IS NOT NULL;
GRANT SELECT (actor_id), SELECT (actor_kind), SELECT (after), SELECT (at), SELECT (before), SELECT (hash), SELECT (id), SELECT (ip_address), SELECT (object_id), SELECT (object_name), SELECT (object_type), SELECT (previous_hash), SELECT (request_id), SELECT (tenant_key), SELECT (verb) ON entered.audit_events TO rowhouse_app;

CREATE VIEW entered.audit_heads AS SELECT tenant_id,
    length,
    hash,
    at,
    tenant_key
   FROM tenant.audit_heads
  WHERE tenant_key IS NOT NULL;
GRANT SELECT (at), SELECT (hash), SELECT (length), SELECT (tenant_key) ON entered.audit_heads TO rowhouse_app;

CREATE VIEW entered.comments AS SELECT tenant_id,
    id,
    task_id,
    body,
    author_id,
    created_at,
    version,
    tenant_key
   FROM tenant.comments
  WHERE tenant_key IS NOT NULL;
GRANT SELECT (author_id), SELECT (body), SELECT (created_at), SELECT (id), SELECT (task_id), SELECT (tenant_key), SELECT (version), INSERT (author_id), INSERT (body), INSERT (id), INSERT (task_id), INSERT (tenant_id), INSERT (version), DELETE ON entered.comments TO rowhouse_app;

CREATE VIEW entered.invitations AS SELECT tenant_id,
    id,
    email,
    role,
    mailed_hashes,
    link_hash,
    link_key_id,
    invited_by,
    created_at,
    sent_at,
    expires_at,
    accepted_at,
    accepted_by,
    revoked_at,
    tenant_key
   FROM control.invitations
  WHERE tenant_key IS NOT NULL;
GRANT SELECT (accepted_at), SELECT (accepted_by), SELECT (created_at), SELECT (email), SELECT (expires_at), SELECT (id), SELECT (invited_by), SELECT (link_key_id), SELECT (revoked_at), SELECT (role), SELECT (sent_at), SELECT (tenant_key), INSERT (email), INSERT (expires_at), INSERT (id), INSERT (invited_by), INSERT (link_hash), INSERT (link_key_id), INSERT (role), INSERT (tenant_id), UPDATE (expires_at), UPDATE (invited_by), UPDATE (link_hash), UPDATE (link_key_id), UPDATE (revoked_at), UPDATE (sent_at) ON entered.invitations TO rowhouse_app;

CREATE VIEW entered.memberships AS SELECT tenant_id,
    user_id,
    role,
    created_at,
    tenant_key
   FROM control.memberships
  WHERE tenant_key IS NOT NULL;
GRANT SELECT (created_at), SELECT (role), SELECT (tenant_key), SELECT (user_id) ON entered.memberships TO rowhouse_app;

CREATE VIEW entered.people AS SELECT tenant_id,
    user_id,
    name,
    email,
    tenant_key
   FROM control.people
  WHERE tenant_key IS NOT NULL;
GRANT SELECT (email), SELECT (name), SELECT (tenant_key), SELECT (user_id) ON entered.people TO rowhouse_app;

CREATE VIEW entered.projects AS SELECT tenant_id,
    id,
    name,
    description,
    created_by,
    created_at,
    updated_by,
    updated_at,
    archived_at,
    version,
    tenant_key
   FROM tenant.projects
  WHERE tenant_key IS NOT NULL;
GRANT SELECT (archived_at), SELECT (created_at), SELECT (created_by), SELECT (description), SELECT (id), SELECT (name), SELECT (tenant_key), SELECT (updated_at), SELECT (updated_by), SELECT (version), INSERT (archived_at), INSERT (created_by), INSERT (description), INSERT (id), INSERT (name), INSERT (tenant_id), INSERT (updated_at), INSERT (updated_by), INSERT (version), UPDATE (archived_at), UPDATE (description), UPDATE (name), UPDATE (updated_at), UPDATE (updated_by), UPDATE (version), DELETE ON entered.projects TO rowhouse_app;

CREATE VIEW entered.tasks AS SELECT tenant_id,
    id,
    project_id,
    title,
    description,
    status,
    "position",
    assignee_id,
    due_on,
    created_by,
    created_at,
    updated_by,
    updated_at,
    version,
    tenant_key
   FROM tenant.tasks
  WHERE tenant_key IS NOT NULL;
GRANT SELECT ("position"), SELECT (assignee_id), SELECT (created_at), SELECT (created_by), SELECT (description), SELECT (due_on), SELECT (id), SELECT (project_id), SELECT (status), SELECT (tenant_key), SELECT (title), SELECT (updated_at), SELECT (updated_by), SELECT (version), INSERT ("position"), INSERT (assignee_id), INSERT (created_by), INSERT (description), INSERT (due_on), INSERT (id), INSERT (project_id), INSERT (status), INSERT (tenant_id), INSERT (title), INSERT (updated_at), INSERT (updated_by), INSERT (version), UPDATE ("position"), UPDATE (assignee_id), UPDATE (description), UPDATE (due_on), UPDATE (project_id), UPDATE (status), UPDATE (title), UPDATE (updated_at), UPDATE (updated_by), UPDATE (version), DELETE ON entered.tasks TO rowhouse_app;

CREATE VIEW entered.tenants AS SELECT id,
    slug,
    name,
    status,
    suspended_since,
    suspended_reason,
    deleted_at,
    deleted_by,
    purge_after,
    plan,
    plan_overrides,
    home,
    hue,
    version,
    created_at,
    tenant_key
   FROM control.tenants
  WHERE tenant_key IS NOT NULL;
GRANT SELECT (hue), SELECT (name), SELECT (plan), SELECT (plan_overrides), SELECT (slug), SELECT (status), SELECT (tenant_key), SELECT (version), UPDATE (hue), UPDATE (name), UPDATE (slug), UPDATE (version) ON entered.tenants TO rowhouse_app;

CREATE FUNCTION control.accept_invitation(token text, verified_only boolean)
  RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app, rowhouse_door

CREATE FUNCTION control.acting_role()
  RETURNS text
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.acting_user()
  RETURNS uuid
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app, rowhouse_door, rowhouse_owner

CREATE FUNCTION control.append_audit(of_tenant uuid, verb text, object_type text, object_id text, object_name text, before jsonb, after jsonb)
  RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.ask_email_change(tag bytea, wanted text)
  RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.assignment_told(tenant uuid, to_email text, task uuid)
  RETURNS jsonb
  LANGUAGE plpgsql STABLE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.audit_hash(event record)
  RETURNS bytea
  LANGUAGE plpgsql IMMUTABLE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.audited_tenant()
  RETURNS uuid
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app, rowhouse_owner

CREATE FUNCTION control.begin_chain()
  RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_owner

CREATE FUNCTION control.begin_entry(tenant_id text, session text, ticket text, request_id text, ip_address text, statement_timeout text, acting text)
  RETURNS void
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_owner, called by rowhouse_app, rowhouse_door

CREATE FUNCTION control.begin_purge(tenant uuid)
  RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_worker

CREATE FUNCTION control.begin_session(account uuid, browser jsonb)
  RETURNS void
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.bound_columns(target regclass)
  RETURNS void
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_owner

CREATE FUNCTION control.call_off_email_change()
  RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.change_own_password(tag bytea, new_hash text, browser jsonb)
  RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.change_role(member uuid, new_role text)
  RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.change_verb(noun text, was jsonb, became jsonb, changed text[])
  RETURNS text
  LANGUAGE plpgsql IMMUTABLE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.check_mail(to_email text, fields jsonb, required text[], optional text[] DEFAULT '{}'::text[])
  RETURNS void
  LANGUAGE plpgsql IMMUTABLE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.claim_first_account()
  RETURNS boolean
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.counted(counts jsonb, name text, more integer)
  RETURNS jsonb
  LANGUAGE sql IMMUTABLE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.create_account(account uuid, new_email text, new_name text, new_hash text, is_verified boolean, first_only boolean)
  RETURNS text
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.delete_own_tenant()
  RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.delete_spent_tickets()
  RETURNS void
  LANGUAGE sql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_worker

CREATE FUNCTION control.delete_unused_resets(account uuid)
  RETURNS void
  LANGUAGE sql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.deletion_told(tenant uuid, to_email text)
  RETURNS jsonb
  LANGUAGE plpgsql SET TimeZone=UTC SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.derivation_of(password_hash text)
  RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.due_purges()
  RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_worker

CREATE FUNCTION control.email_link_lifetime()
  RETURNS interval
  LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.end_email_change(account uuid)
  RETURNS boolean
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.end_membership(member uuid)
  RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.end_other_sessions()
  RETURNS void
  LANGUAGE sql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.end_own_session(session uuid DEFAULT NULL::uuid)
  RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.end_purge(tenant uuid)
  RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_worker

CREATE FUNCTION control.enqueue_job(task text, payload json)
  RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_owner, called by rowhouse_app

CREATE FUNCTION control.entered_slug()
  RETURNS text
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.entered_tenant()
  RETURNS uuid
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app, rowhouse_door, rowhouse_owner

CREATE FUNCTION control.erase_some(target regclass, tenant uuid, most integer)
  RETURNS integer
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.find_projects(part text, state text, page integer, page_rows integer, most integer)
  RETURNS TABLE(
    id uuid,
    total integer)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.follow_email_link(token text)
  RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.former_slugs()
  RETURNS SETOF text
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.found_tenant(new_id uuid, new_slug text, new_name text)
  RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.give_slug(tenant uuid, new_slug text)
  RETURNS boolean
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.grant_rows(target regclass, through regclass, role text, hidden text DEFAULT NULL::text)
  RETURNS void
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_owner

CREATE FUNCTION control.hand_over(member uuid)
  RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.held_role(member uuid)
  RETURNS text
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.hold_invitation_quota(tenant uuid, mailbox text)
  RETURNS void
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.hold_inviter()
  RETURNS trigger
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_owner

CREATE FUNCTION control.holder_of_ticket(ticket text)
  RETURNS TABLE(
    tenant_id uuid,
    user_id uuid)
  LANGUAGE sql STABLE PARALLEL SAFE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.invitation_of_link(hash bytea)
  RETURNS TABLE(
    tenant_id uuid,
    id uuid,
    is_mailed boolean)
  LANGUAGE plpgsql STABLE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.invitation_told(tenant uuid, to_email text, invitation uuid)
  RETURNS jsonb
  LANGUAGE sql STABLE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.invitation_words(tenant uuid, invitation uuid)
  RETURNS jsonb
  LANGUAGE sql STABLE SET TimeZone=UTC SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.invitations_mailed(emails text[])
  RETURNS TABLE(
    is_of_tenant boolean,
    is_of_user boolean,
    email text,
    seconds_ago double precision)
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.is_email(given text)
  RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.is_empty_installation()
  RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app, rowhouse_door

CREATE FUNCTION control.is_own_email_verified()
  RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app, rowhouse_door

CREATE FUNCTION control.issue_ticket(job bigint, ticket text)
  RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_owner

CREATE FUNCTION control.jobs_of_tenant(tenant uuid)
  RETURNS TABLE(
    id bigint,
    is_running boolean)
  LANGUAGE sql STABLE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.keep_audit(target regclass, noun text, label text DEFAULT ''::text, inserted text DEFAULT 'created'::text)
  RETURNS void
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_owner

CREATE FUNCTION control.keep_few_statistics(target regclass)
  RETURNS void
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_owner

CREATE FUNCTION control.keep_owner()
  RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_owner

CREATE FUNCTION control.lock_account(account uuid)
  RETURNS void
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.look_at_email_link(token text)
  RETURNS TABLE(
    purpose text,
    email text,
    new_email text,
    state text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.look_at_invitation(token text)
  RETURNS TABLE(
    state text,
    is_mailed boolean,
    email text,
    role text,
    inviter_name text,
    expires_at timestamp with time zone,
    tenant_name text,
    tenant_slug text,
    is_accepted_by_viewer boolean,
    has_account boolean)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app, rowhouse_door

CREATE FUNCTION control.mail_field_fits(name text, given jsonb)
  RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.mail_other_link(token text)
  RETURNS TABLE(
    result text,
    seconds_ago double precision)
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.mail_secrets(fields jsonb)
  RETURNS jsonb
  LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.mail_verification(invitation text DEFAULT NULL::text)
  RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.mail_waits(mail uuid)
  RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_worker

CREATE FUNCTION control.mail_written()
  RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_owner

CREATE FUNCTION control.may_grant(granter text, granted text)
  RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.may_manage(role text)
  RETURNS boolean
  LANGUAGE sql STABLE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.may_own_more_free(owner_id uuid)
  RETURNS boolean
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.memberships_of(account uuid)
  RETURNS TABLE(
    tenant_id uuid,
    role text)
  LANGUAGE plpgsql STABLE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.most_free_tenants()
  RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.move_ticket(job bigint, later bigint)
  RETURNS void
  LANGUAGE sql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_worker

CREATE FUNCTION control.name_grams(of_tenant uuid, name text)
  RETURNS uuid[]
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path=pg_catalog, pg_temp; -- of rowhouse_owner, called by rowhouse_app, rowhouse_ops, rowhouse_worker

CREATE FUNCTION control.new_token()
  RETURNS text
  LANGUAGE sql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.note_change()
  RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET TimeZone=UTC SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_owner

CREATE FUNCTION control.note_network(account uuid, seen text)
  RETURNS void
  LANGUAGE sql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.note_person()
  RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_owner

CREATE FUNCTION control.note_seen(tokens text[], times timestamp with time zone[])
  RETURNS void
  LANGUAGE sql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.open_door(session text, wanted_slug text)
  RETURNS TABLE(
    session_id uuid,
    user_id uuid,
    user_name text,
    user_email text,
    user_is_operator boolean,
    tenant_id uuid,
    tenant_slug text,
    tenant_name text,
    tenant_closure jsonb,
    tenant_plan text,
    tenant_plan_overrides jsonb,
    tenant_home text,
    tenant_hue smallint,
    tenant_version integer,
    membership_role text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.own_deleted_tenants()
  RETURNS TABLE(
    id uuid,
    slug text,
    name text,
    hue smallint,
    purge_after timestamp with time zone)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.own_email_change()
  RETURNS TABLE(
    id uuid,
    old_email text,
    new_email text,
    is_old_verified boolean,
    is_new_verified boolean,
    expires_at timestamp with time zone)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.own_password_derivation()
  RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.own_sessions()
  RETURNS TABLE(
    id uuid,
    user_agent text,
    created_at timestamp with time zone,
    last_seen_at timestamp with time zone)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.own_tenant(wanted_slug text)
  RETURNS TABLE(
    id uuid,
    slug text,
    home text,
    is_deleted boolean)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.own_tenant_state(tenant uuid)
  RETURNS TABLE(
    status text,
    home text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.own_tenants()
  RETURNS TABLE(
    id uuid,
    slug text,
    name text,
    hue smallint,
    status text,
    role text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.owner_of_reset(token text)
  RETURNS TABLE(
    email text,
    name text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.password_derivation(of_email text)
  RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.postpone_job(job bigint, seconds integer)
  RETURNS void
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_worker

CREATE FUNCTION control.proves_own_password(tag bytea)
  RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.proves_password(password_hash text, tag bytea)
  RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.purge_batch(tenant uuid, most integer)
  RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_worker

CREATE FUNCTION control.raise_wall(target regclass, tenant_column text DEFAULT 'tenant_id'::text, entered text DEFAULT 'control.entered_tenant()'::text, is_shown boolean DEFAULT true)
  RETURNS void
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_owner

CREATE FUNCTION control.rank_of(role text)
  RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.record_sign_in(account uuid)
  RETURNS void
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.record_switch(new_id uuid)
  RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.references_of_tenants()
  RETURNS TABLE(
    source regclass,
    source_columns text[],
    aim regclass,
    aim_columns text[],
    may_be_cut boolean)
  LANGUAGE sql STABLE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.refuse_version()
  RETURNS trigger
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_owner

CREATE FUNCTION control.rename_own_account(new_name text)
  RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.rename_person()
  RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_owner

CREATE FUNCTION control.replace_password(account uuid, new_hash text)
  RETURNS void
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.request_reset(of_email text, network text)
  RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.require_fit(fits boolean, rule text)
  RETURNS void
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.require_present()
  RETURNS void
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.require_slug(slug text)
  RETURNS void
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.restore_own_tenant(tenant uuid)
  RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.rows_of_tenant(tenant uuid)
  RETURNS jsonb
  LANGUAGE plpgsql STABLE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.secret_hash(secret text)
  RETURNS bytea
  LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.session_lifetime()
  RETURNS interval
  LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.shortened(value jsonb, longest integer)
  RETURNS jsonb
  LANGUAGE sql IMMUTABLE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.show_rows(target regclass)
  RETURNS regclass
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_owner

CREATE FUNCTION control.sign_in(of_email text, tag bytea, browser jsonb)
  RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.sign_up(account uuid, new_email text, new_name text, new_hash text, first_only boolean, browser jsonb)
  RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.spend_reset(token text, new_hash text)
  RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_door

CREATE FUNCTION control.sweep_accounts()
  RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_worker

CREATE FUNCTION control.tables_of_tenants()
  RETURNS SETOF regclass
  LANGUAGE sql STABLE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.take_last_attempt(job bigint)
  RETURNS void
  LANGUAGE sql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_worker

CREATE FUNCTION control.take_slug(new_slug text)
  RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION control.untie_some(tenant uuid, most integer)
  RETURNS integer
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.verify_email(hash bytea)
  RETURNS text
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.verify_side(account uuid, hash bytea)
  RETURNS text
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.wake_jobs()
  RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_owner

CREATE FUNCTION control.with_newest_hash(mailed_hashes bytea[], token text)
  RETURNS bytea[]
  LANGUAGE sql IMMUTABLE SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.worked_tenant()
  RETURNS uuid
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_worker

CREATE FUNCTION control.write_account_mail(mail_id uuid, template text, to_email text, fields jsonb)
  RETURNS void
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.write_event(event record)
  RETURNS bytea
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops

CREATE FUNCTION control.write_tenant_mail(mail_id uuid, tenant uuid, template text, to_email text, fields jsonb)
  RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET debug_print_plan=off SET search_path=pg_catalog, pg_temp; -- of rowhouse_ops, called by rowhouse_app

CREATE FUNCTION rowhouse.own_function(target regprocedure, owner regrole, callers text DEFAULT ''::text)
  RETURNS text
  LANGUAGE plpgsql SET search_path=pg_catalog, pg_temp; -- of rowhouse_owner
