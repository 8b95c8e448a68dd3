import { randomUUIDv7 } from "node:crypto";
import type { Pool } from "pg";
import type { TestTenant, TestUser } from "./people.ts";

interface Owned {
  tenant: TestTenant;
  by: TestUser;
}

export async function createProject(
  admin: Pool,
  { tenant, by, ...given }: Owned & { name?: string },
): Promise<{ id: string }> {
  const id = randomUUIDv7();
  await admin.query("insert into tenant.projects (tenant_id, id, name, created_by) values ($1, $2, $3, $4)", [
    tenant.id,
    id,
    given.name ?? "Rebuild the porch",
    by.id,
  ]);
  return { id };
}

export async function createTask(
  admin: Pool,
  { tenant, by, ...given }: Owned & { projectId?: string; title?: string },
): Promise<{ id: string; projectId: string }> {
  const id = randomUUIDv7();
  const projectId = given.projectId ?? (await createProject(admin, { tenant, by })).id;
  await admin.query(
    "insert into tenant.tasks (tenant_id, id, project_id, title, position, created_by) values ($1, $2, $3, $4, 'a0', $5)",
    [tenant.id, id, projectId, given.title ?? "Buy nails", by.id],
  );
  return { id, projectId };
}

export async function createComment(
  admin: Pool,
  { tenant, by, ...given }: Owned & { taskId?: string; body?: string },
): Promise<{ id: string; taskId: string }> {
  const id = randomUUIDv7();
  const taskId = given.taskId ?? (await createTask(admin, { tenant, by })).id;
  await admin.query(
    "insert into tenant.comments (tenant_id, id, task_id, body, author_id) values ($1, $2, $3, $4, $5)",
    [tenant.id, id, taskId, given.body ?? "Galvanised ones", by.id],
  );
  return { id, taskId };
}
