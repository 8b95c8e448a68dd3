/**
 * Everything that is not as the wall makes it, with the reason: the only such list, beside that of
 * db/definer-functions.ts. The check at boot, `rowhouse doctor` and the safety test compare the database with it, both
 * ways. db/safety/walls.ts reads a policy as one line:
 * `name: permissive|restrictive <command> to <role> [using (…)] [check (…)]`.
 */

const mayGrant = "control.may_grant((select control.acting_role()), role)";

/** What control.raise_wall() makes. Every table with a tenant_id has it unless it is listed below. */
export const wallPolicies = wallOf("tenant_id", "entered_tenant");

const audited = wallOf("tenant_id", "audited_tenant");

/** Its conditions as PostgreSQL writes them. */
function wallOf(column: "tenant_id" | "id", entered: "entered_tenant" | "audited_tenant"): readonly string[] {
  return [
    ["view", "rowhouse_owner", entered],
    ["worker", "rowhouse_worker", "worked_tenant"],
  ].flatMap(([name, role, tenant]) => {
    const key = `(( SELECT jsonb_build_object(COALESCE((control.${tenant}())::text, ''::text), true) AS jsonb_build_object))[tenant_key]`;
    const asksKey = `(${key} IS NOT NULL)`;
    const compares = `(${column} = (select control.${tenant}()))`;
    return [
      `${name}: permissive all to ${role} using true check true`,
      `${name}_key: restrictive all to ${role} using ${asksKey} check ${asksKey}`,
      `${name}_tenant: restrictive all to ${role} using ${compares} check ${compares}`,
    ];
  });
}

/** And for a table with a column that names who made a row: one does that in one's own name. */
export function wallWithMaker(maker: string): readonly string[] {
  return [
    ...wallPolicies,
    `who_makes: restrictive insert to rowhouse_owner check (${maker} = (select control.acting_user()))`,
  ];
}

interface OwnPolicies {
  reason: string;
  policies: readonly string[];
}

export const otherWalls: Readonly<Record<string, OwnPolicies>> = {
  "control.invitations": {
    reason: "Who may invite is asked by the database as well.",
    policies: [
      ...wallPolicies,
      `who_grants: restrictive insert to rowhouse_owner check ((invited_by = (select control.acting_user())) AND ${mayGrant})`,
      `who_grants_again: restrictive update to rowhouse_owner using ${mayGrant} check ${mayGrant}`,
    ],
  },
  "tenant.audit_events": { reason: "Admins alone read the log.", policies: audited },
  "tenant.audit_heads": { reason: "Admins alone read the log.", policies: audited },
  "control.mails": {
    reason:
      "Most mails are to people and belong to no tenant. Requests write them by functions alone and never read them; the worker delivers them all.",
    policies: ["worker: permissive all to rowhouse_worker using true check true"],
  },
  "control.tenants": {
    reason: "The tenant itself is named by its id. Admins change its settings, and an owner its slug.",
    policies: [
      ...wallOf("id", "entered_tenant"),
      "who_sets: restrictive update to rowhouse_owner using true check (((select control.acting_role()) = 'owner'::text) OR (((select control.acting_role()) = 'admin'::text) AND (slug = (select control.entered_slug()))))",
    ],
  },
  "control.users": {
    reason: "Users belong to no tenant. No role that serves people reaches them.",
    policies: [],
  },
};

/** They belong to no tenant. `schema.*`: all of a schema. */
const withoutWall: Readonly<Record<string, string>> = {
  "rowhouse.migrations": "Names and checksums of migrations; read by the readiness check.",
  "rowhouse.functions": "Names of the database's functions and of their files; read by the check at boot.",
  "graphile_worker.*":
    "The job queue. Its rows carry ids and tickets, no content, and only the roles of the worker and the operator may touch them.",
};

export function reasonWithoutWall(name: string): string | undefined {
  return withoutWall[name] ?? withoutWall[`${name.split(".")[0]}.*`];
}

export const withoutAudit: Readonly<Record<string, string>> = {
  "tenant.audit_events": "It is the audit log.",
  "tenant.audit_heads": "The ends of its chains.",
  "control.mails": "A mail only tells what happened, and that is noted.",
  "control.people": "Names of members; that they came and left is noted as changes of the membership.",
  "control.job_tickets": "A ticket comes and goes with a job, whose work is noted.",
  "control.slugs": "A slug is given together with a change of the tenant's row, which is noted.",
};

/** Expressions that an index of the tenant plane may begin with in place of the tenant, with the reason. */
export const tenantLedExpressions: Readonly<Record<string, string>> = {
  "control.name_grams(tenant_id, name)":
    "Each of its values begins with bits of the tenant's id, and only find_projects asks for them.",
};
