import { randomUUIDv7 } from "node:crypto";
import { newToken, tokenHash } from "#app/base/token.ts";
import { deleteTenant, suspendTenant } from "#tests/factories/closures.ts";
import { createEmailChange } from "#tests/factories/emails.ts";
import { createInvitation } from "#tests/factories/invitations.ts";
import { createTenant, createUser, type TestUser } from "#tests/factories/people.ts";
import { createComment, createProject, createTask } from "#tests/factories/work.ts";
import type { Stage } from "./stage.ts";

/** Who may see every page, and values for the parameters of their paths (pages.ts). */
export async function everyPage(stage: Stage): Promise<{ ada: TestUser; values: Record<string, string> }> {
  const { admin } = stage.db;
  const ada = await createUser(admin, { isOperator: true });
  const ben = await createUser(admin, { name: "ب".repeat(100) });
  const tenant = await createTenant(admin, { owner: ada, member: ben }, { slug: "acme" });
  const project = await createProject(admin, { tenant, by: ada, name: "م".repeat(100) });
  const task = await createTask(admin, { tenant, by: ada, projectId: project.id });
  const comment = await createComment(admin, { tenant, by: ada, taskId: task.id });
  await createTenant(admin, { owner: ada }, { slug: "empty" });
  await suspendTenant(
    admin,
    await createTenant(admin, { owner: ada }, { slug: "asleep" }),
    "The bill of May",
  );
  await deleteTenant(admin, await createTenant(admin, { owner: ada }, { slug: "deleted" }), { by: ada });
  const values = {
    tenant: tenant.slug,
    projectId: project.id,
    taskId: task.id,
    commentId: comment.id,
    userId: ben.id,
    invitationId: await invitation(stage, ada, "acme"),
    "invitations/:token": (await createInvitation(admin, { tenant, by: ada })).mailed,
    "verify-email/:token": (await createEmailChange(admin, { person: ada })).leave,
    token: await resetToken(stage, ada),
    "*": "no/such/page",
  };
  return { ada, values };
}

/** By the form, since the link to copy follows from the installation's secret. */
async function invitation(stage: Stage, ada: TestUser, slug: string): Promise<string> {
  await fetch(`${stage.origin}/${slug}/members`, {
    method: "POST",
    headers: { Cookie: ada.cookie, Origin: stage.origin },
    body: new URLSearchParams({ email: "invited@example.test", role: "viewer" }),
  });
  const { rows } = await stage.db.admin.query(
    "select id from control.invitations where email = 'invited@example.test'",
  );
  return rows[0].id;
}

async function resetToken(stage: Stage, ada: TestUser): Promise<string> {
  const token = newToken();
  await stage.db.admin.query(
    "insert into control.password_resets (id, user_id, token_hash, expires_at) values ($1, $2, $3, now() + interval '1 hour')",
    [randomUUIDv7(), ada.id, tokenHash(token)],
  );
  return token;
}
