/** For rowhouse_door, which has no right on any table. */
const atDoor = {
  owner: "rowhouse_ops",
  reason: "Accounts, sessions and links are reached by functions that take secrets, and by nothing else.",
};

/** Requests have no right to write these rows. */
const byRole = {
  owner: "rowhouse_ops",
  reason: "Roles and a tenant's end are decided by the actor's role, which the function asks by itself.",
};

/** They run with their owner's rights: each with the reason. The start, `rowhouse doctor` and tests compare it with the catalog, both ways. */
export const definerFunctions: Readonly<Record<string, { owner: string; reason: string }>> = {
  "control.entered_tenant()": {
    owner: "rowhouse_ops",
    reason:
      "The wall's own question reads memberships; under their policies, which ask it, it would recurse.",
  },
  "control.audited_tenant()": {
    owner: "rowhouse_ops",
    reason: "The log's own wall reads the actor's role, past the wall of memberships.",
  },
  "control.acting_user()": {
    owner: "rowhouse_ops",
    reason: "Says whose a session or a ticket is, which no role may read that serves people.",
  },
  "control.password_derivation(text)": atDoor,
  "control.own_password_derivation()": atDoor,
  "control.proves_own_password(bytea)": atDoor,
  "control.sign_in(text,bytea,jsonb)": atDoor,
  "control.sign_up(uuid,text,text,text,boolean,jsonb)": atDoor,
  "control.change_own_password(bytea,text,jsonb)": atDoor,
  "control.request_reset(text,text)": atDoor,
  "control.mail_other_link(text)": atDoor,
  "control.owner_of_reset(text)": atDoor,
  "control.spend_reset(text,text)": atDoor,
  "control.mail_verification(text)": atDoor,
  "control.own_email_change()": atDoor,
  "control.call_off_email_change()": atDoor,
  "control.ask_email_change(bytea,text)": atDoor,
  "control.look_at_email_link(text)": atDoor,
  "control.follow_email_link(text)": atDoor,
  "control.own_sessions()": atDoor,
  "control.end_own_session(uuid)": atDoor,
  "control.end_other_sessions()": atDoor,
  "control.note_seen(text[],timestamp with time zone[])": atDoor,
  "control.is_empty_installation()": {
    owner: "rowhouse_ops",
    reason: "The pages of sign-up ask whether there is any account; no role that serves people may look.",
  },
  "control.is_own_email_verified()": {
    owner: "rowhouse_ops",
    reason: "Users are asked to verify their own email; of others no role that serves people may know.",
  },
  "control.sweep_accounts()": {
    owner: "rowhouse_ops",
    reason: "The worker sweeps sessions and links without seeing them.",
  },
  "control.worked_tenant()": {
    owner: "rowhouse_ops",
    reason: "The same for the worker role: it reads the tenant's status under a policy that asks it.",
  },
  "control.open_door(text,text)": {
    owner: "rowhouse_ops",
    reason: "Answers who is asking and whether they belong, before a user or a tenant is known.",
  },
  "control.found_tenant(uuid,text,text)": {
    owner: "rowhouse_ops",
    reason: "A new tenant has no membership yet that could let its founder in.",
  },
  "control.look_at_invitation(text)": {
    owner: "rowhouse_ops",
    reason: "Shows where the link of an invitation leads: its holder may belong to no tenant yet.",
  },
  "control.accept_invitation(text,boolean)": {
    owner: "rowhouse_ops",
    reason: "Lets a user into a tenant by such a link: they have no membership yet that could.",
  },
  "control.invitations_mailed(text[])": {
    owner: "rowhouse_ops",
    reason: "Counts mails, which requests write and don't read, and those of other tenants as well.",
  },
  "control.acting_role()": {
    owner: "rowhouse_ops",
    reason: "Policies that ask the role would ask the policies of memberships, and in the end themselves.",
  },
  "control.entered_slug()": { owner: "rowhouse_ops", reason: "The same for a tenant's slug." },
  "control.change_role(uuid,text)": byRole,
  "control.end_membership(uuid)": byRole,
  "control.hand_over(uuid)": byRole,
  "control.delete_own_tenant()": byRole,
  "control.keep_owner()": {
    owner: "rowhouse_ops",
    reason: "The trigger that keeps a tenant an owner: a user who has just left can't see who is there.",
  },
  "control.note_person()": {
    owner: "rowhouse_ops",
    reason:
      "The trigger that gives a tenant the name of a new member: no role that serves people reads users.",
  },
  "control.rename_person()": {
    owner: "rowhouse_ops",
    reason: "The trigger that tells a user's tenants the new name: their rows are behind the wall.",
  },
  "control.take_slug(text)": byRole,
  "control.former_slugs()": {
    owner: "rowhouse_ops",
    reason: "The slugs of all tenants are in one index, which would tell whether one is given out.",
  },
  "control.own_tenants()": {
    owner: "rowhouse_ops",
    reason: "A user's own tenants, to lead to them: the wall shows the entered one alone.",
  },
  "control.own_tenant_state(uuid)": {
    owner: "rowhouse_ops",
    reason: "A job of a deleted tenant waits, and has to be told so: the wall lets no one in.",
  },
  "control.own_deleted_tenants()": {
    owner: "rowhouse_ops",
    reason: "A user's own tenants that may be brought back: the wall lets no one into a deleted one.",
  },
  "control.rename_own_account(text)": atDoor,
  "control.own_tenant(text)": {
    owner: "rowhouse_ops",
    reason: "Finds the acting user's tenant by an old slug, before it is entered.",
  },
  "control.find_projects(text,text,integer,integer,integer)": {
    owner: "rowhouse_ops",
    reason:
      "Under row-level security no index serves a search; this holds itself to the entered tenant, and gives ids.",
  },
  "control.append_audit(uuid,text,text,text,text,jsonb,jsonb)": {
    owner: "rowhouse_ops",
    reason: "Writes the audit log. Roles whose work is recorded in it may not write it themselves.",
  },
  "control.write_tenant_mail(uuid,uuid,text,text,jsonb)": {
    owner: "rowhouse_ops",
    reason:
      "Requests write mails by a template's name, and no text of their own: it looks up what they say, and refuses recipients that the data doesn't name.",
  },
  "control.mail_waits(uuid)": {
    owner: "rowhouse_ops",
    reason: "Mail is sent by work that has entered no tenant, and must know whether the mail's is closed.",
  },
  "control.wake_jobs()": {
    owner: "rowhouse_ops",
    reason:
      "The trigger that lets a tenant's work go on when it is opened again: no other role may change the queue.",
  },
  "control.begin_chain()": {
    owner: "rowhouse_ops",
    reason: "The trigger that gives a new tenant's log its head, which no other role may write.",
  },
  "control.note_change()": {
    owner: "rowhouse_ops",
    reason: "The trigger behind the audit log: notes the changes of every role, in every tenant.",
  },
  "control.record_switch(uuid)": {
    owner: "rowhouse_ops",
    reason: "Notes where the acting user goes, and must know where they went last: perhaps another tenant.",
  },
  "control.restore_own_tenant(uuid)": {
    owner: "rowhouse_ops",
    reason: "An owner brings back a deleted tenant, into which the wall lets no user.",
  },
  "control.due_purges()": {
    owner: "rowhouse_ops",
    reason: "Finds what is to be erased, in every tenant; the worker sees none that is deleted.",
  },
  "control.begin_purge(uuid)": {
    owner: "rowhouse_ops",
    reason: "Erasing is final: the function itself checks that the tenant is deleted and its time is over.",
  },
  "control.purge_batch(uuid,integer)": {
    owner: "rowhouse_ops",
    reason:
      "Deletes from every table of a tenant, the audit log included, from which no other role may delete.",
  },
  "control.end_purge(uuid)": {
    owner: "rowhouse_ops",
    reason: "Takes the last of a tenant away and counts, past the wall, whether anything is left.",
  },
  "control.enqueue_job(text,json)": {
    owner: "rowhouse_owner",
    reason:
      "The queue belongs to the owner; requests may add jobs that carry their own tenant and user, and nothing else.",
  },
  "control.issue_ticket(bigint,text)": {
    owner: "rowhouse_ops",
    reason: "Tickets stand for a user: only a job that this user has just caused gets one.",
  },
  "control.move_ticket(bigint,bigint)": {
    owner: "rowhouse_ops",
    reason: "The worker puts a job off without seeing tickets.",
  },
  "control.delete_spent_tickets()": {
    owner: "rowhouse_ops",
    reason: "The worker sweeps tickets without seeing them.",
  },
  "control.mail_written()": {
    owner: "rowhouse_owner",
    reason: "A trigger that queues the delivery of a mail, in the queue that belongs to the owner.",
  },
};
