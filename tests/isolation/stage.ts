import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { createInvitation } from "#tests/factories/invitations.ts";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { createComment, createProject, createTask } from "#tests/factories/work.ts";
import { tenantTables } from "./catalog.ts";

/** Two neighbours. Everything of acme's carries its marker, so that a leak shows. */
export interface Stage {
  acme: TestTenant;
  globex: TestTenant;
  /** Stands in every row of acme's, and nowhere else. */
  marker: string;
  acmeOwner: TestUser;
  acmeViewer: TestUser;
  globexOwner: TestUser;
  /** One row per table, by its entity's name as in a parameter: `project`, `taskLabel`. */
  acmeIds: Record<string, string>;
  globexIds: Record<string, string>;
}

export async function setStage(admin: Pool): Promise<Stage> {
  const marker = `marker${randomUUID().replaceAll("-", "")}`;
  const acmeOwner = await createUser(admin, { name: `Olga ${marker}` });
  const acmeViewer = await createUser(admin, { name: `Vera ${marker}` });
  const globexOwner = await createUser(admin, { name: "Gus" });
  const acme = await createTenant(
    admin,
    { owner: acmeOwner, viewer: acmeViewer },
    { name: `Acme ${marker}` },
  );
  const globex = await createTenant(admin, { owner: globexOwner }, { name: "Globex" });
  const acmeIds = await furnish(admin, acme, acmeOwner, marker);
  const globexIds = await furnish(admin, globex, globexOwner, "globex");
  return { acme, globex, marker, acmeOwner, acmeViewer, globexOwner, acmeIds, globexIds };
}

async function furnish(admin: Pool, tenant: TestTenant, by: TestUser, marker: string) {
  const project = await createProject(admin, { tenant, by, name: `Project ${marker}` });
  const task = await createTask(admin, { tenant, by, projectId: project.id, title: `Task ${marker}` });
  const comment = await createComment(admin, { tenant, by, taskId: task.id, body: `Comment ${marker}` });
  const invitation = await createInvitation(admin, { tenant, by, email: `${marker}@example.test` });
  return {
    project: project.id,
    task: task.id,
    comment: comment.id,
    invitation: invitation.id,
    user: by.id,
  };
}

/** Over every table in the catalog: equal before and after means untouched. */
export async function fingerprint(admin: Pool, tenant: TestTenant): Promise<string> {
  const parts: string[] = [];
  for (const { name } of await tenantTables(admin)) {
    const { rows } = await admin.query(
      `select count(*) || ':' || coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as print
       from ${name} t where tenant_id = $1`,
      [tenant.id],
    );
    parts.push(`${name}=${rows[0].print}`);
  }
  const { rows } = await admin.query("select t::text as print from control.tenants t where id = $1", [
    tenant.id,
  ]);
  return [...parts, rows[0].print].join("\n");
}
