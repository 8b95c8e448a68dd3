/**
 * Everything that is not as the wall makes it, with the reason: the only such list. The check at boot,
 * `rowhouse doctor` and the catalog test compare the database with it, both ways. db/safety/walls.ts reads a
 * policy as one line:
 * `name: permissive|restrictive <command> to <role> [using (…)] [check (…)]`.
 */

const entered = "tenant_id = (select control.entered_tenant())";
const worked = "tenant_id = (select control.worked_tenant())";
const ofNobodyElse = "((tenant_id IS NULL) OR (tenant_id = (select control.entered_tenant())))";
const own = "user_id = (select control.acting_user())";

/** What control.raise_wall() makes. Every table with a tenant_id has it unless it is listed below. */
export const wallPolicies: readonly string[] = [
  `app: permissive all to rowhouse_app using (${entered}) check (${entered})`,
  `app_only: restrictive all to rowhouse_app using (${entered}) check (${entered})`,
  `worker: permissive all to rowhouse_worker using (${worked}) check (${worked})`,
  `worker_only: restrictive all to rowhouse_worker using (${worked}) check (${worked})`,
];

interface OwnPolicies {
  reason: string;
  policies: readonly string[];
}

export const otherWalls: Readonly<Record<string, OwnPolicies>> = {
  "control.memberships": {
    reason:
      "The switcher lists the tenants that a user belongs to: users may read their own rows in every tenant.",
    policies: [
      ...wallPolicies.filter((policy) => !policy.startsWith("app_only:")),
      `own: permissive select to rowhouse_app using (${own})`,
      `app_only_read: restrictive select to rowhouse_app using ((${entered}) OR (${own}))`,
      `app_only_insert: restrictive insert to rowhouse_app check (${entered})`,
      `app_only_update: restrictive update to rowhouse_app using (${entered}) check (${entered})`,
      `app_only_delete: restrictive delete to rowhouse_app using (${entered})`,
    ],
  },
  "control.mails": {
    reason:
      "Most mails are to people and belong to no tenant. Requests write them and never read them; the worker delivers them all.",
    policies: [
      `app: permissive insert to rowhouse_app check ${ofNobodyElse}`,
      `app_only: restrictive insert to rowhouse_app check ${ofNobodyElse}`,
      "worker: permissive all to rowhouse_worker using true check true",
    ],
  },
  "control.tenants": {
    reason:
      "The tenant itself is named by its id. The one entered may be changed, those one belongs to may be read, and a job reads its own.",
    policies: [
      "entered: permissive all to rowhouse_app using (id = (select control.entered_tenant())) check (id = (select control.entered_tenant()))",
      "own: permissive select to rowhouse_app using (EXISTS ( SELECT FROM control.memberships m WHERE ((m.tenant_id = tenants.id) AND (m.user_id = (select control.acting_user())))))",
      "worker: permissive select to rowhouse_worker using (id = (select control.worked_tenant()))",
    ],
  },
};

/** They belong to no tenant. `schema.*`: all of a schema. */
const withoutWall: Readonly<Record<string, string>> = {
  "control.users":
    "People belong to no tenant: signing in must find them by their email before anything is entered.",
  "control.sessions": "A session is a user's, and is found by the hash of its token alone.",
  "control.password_resets":
    "A reset is a user's, and is found by the hash of its token by a visitor who is not signed in.",
  "control.email_verifications":
    "A link to a user's mailbox, found by the hash of its token by a visitor who need not be signed in.",
  "control.email_changes": "The same, for both emails of a user who moves from one to another.",
  "rowhouse.migrations": "Names and checksums of migrations; read by the readiness check.",
  "rowhouse.functions": "Names of the database's functions and of their files; read by the check at boot.",
  "graphile_worker.*":
    "The job queue. Its rows carry ids, no content, and only the roles of the worker and the operator may touch them.",
};

export function reasonWithoutWall(name: string): string | undefined {
  return withoutWall[name] ?? withoutWall[`${name.split(".")[0]}.*`];
}

export const withoutAudit: Readonly<Record<string, string>> = {
  "tenant.audit_events": "It is the audit log.",
  "tenant.audit_heads": "The ends of its chains.",
  "control.mails": "A mail only tells what happened, and that is noted.",
  "control.slugs": "A slug is given together with a change of the tenant's row, which is noted.",
};

/** They run with their owner's rights. */
export const definerFunctions: Readonly<Record<string, { owner: string; reason: string }>> = {
  "control.entered_tenant()": {
    owner: "rowhouse_ops",
    reason:
      "The wall's own question reads memberships; under their policies, which ask it, it would recurse.",
  },
  "control.worked_tenant()": {
    owner: "rowhouse_ops",
    reason: "The same for the worker role: it reads the tenant's status under a policy that asks it.",
  },
  "control.open_door(bytea,text)": {
    owner: "rowhouse_ops",
    reason: "Answers who is asking and whether they belong, before a user or a tenant is known.",
  },
  "control.found_tenant(uuid,text,text)": {
    owner: "rowhouse_ops",
    reason: "A new tenant has no membership yet that could let its founder in.",
  },
  "control.look_at_invitation(bytea)": {
    owner: "rowhouse_ops",
    reason: "Shows where the link of an invitation leads: its holder may belong to no tenant yet.",
  },
  "control.accept_invitation(bytea,boolean)": {
    owner: "rowhouse_ops",
    reason: "Lets a user into a tenant by such a link: they have no membership yet that could.",
  },
  "control.invitations_mailed(text[])": {
    owner: "rowhouse_ops",
    reason: "Counts mails, which requests write and don't read, and those of other tenants as well.",
  },
  "control.keep_owner()": {
    owner: "rowhouse_ops",
    reason: "The trigger that keeps a tenant an owner: a user who has just left can't see who is there.",
  },
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
  "control.record_sign_in()": {
    owner: "rowhouse_ops",
    reason: "Notes a sign-in for each tenant the acting user belongs to, none of which is entered.",
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
  "control.enqueue_job(text,json,text)": {
    owner: "rowhouse_owner",
    reason:
      "The queue belongs to the owner; requests may add jobs that carry their own tenant and user, and nothing else.",
  },
  "control.mail_written()": {
    owner: "rowhouse_owner",
    reason: "A trigger that queues the delivery of a mail, in the queue that belongs to the owner.",
  },
};

/** Expressions that an index of the tenant plane may begin with in place of the tenant, with the reason. */
export const tenantLedExpressions: Readonly<Record<string, string>> = {
  "control.name_grams(tenant_id, name)":
    "Each of its values begins with bits of the tenant's id, and only find_projects asks for them.",
};
