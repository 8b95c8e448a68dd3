import { randomUUID } from "node:crypto";
import { beforeAll, expect } from "vitest";
import { type Writer, writeTenant } from "#db/transaction.ts";
import { createInvitation } from "#tests/factories/invitations.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { createProject, createTask } from "#tests/factories/work.ts";
import { useDatabase } from "#tests/harness/database.ts";

/** Who writes mails by SQL, in the name of whom: two tenants, their people, and a task in each. */
export interface MailCast {
  owner: TestUser;
  partner: TestUser;
  admin: TestUser;
  member: TestUser;
  viewer: TestUser;
  stranger: TestUser;
  acme: TestTenant;
  /** The stranger's. */
  globex: TestTenant;
  /** The member's, in acme. */
  taskId: string;
  foreignTaskId: string;
}

export interface Told {
  template: string;
  to: string;
  fields: unknown;
  /** Absent: acme. */
  tenant?: TestTenant;
}

/** What PostgreSQL answers a mail with that has other fields than its template, or one that nothing calls for. */
export const notItsForm = "23514";
export const notToBeTold = "42501";

export const mailbox = (purpose: string) => `${purpose}@mails.example.test`;

/** `onCast` gets the people and tenants before the first test. */
export function useMailWriters(onCast: (cast: MailCast) => void) {
  const db = useDatabase();
  let acme: TestTenant;

  async function taskFor(tenant: TestTenant, by: TestUser, assignee: TestUser): Promise<string> {
    const project = await createProject(db.admin, { tenant, by, name: "Porch" });
    const { id } = await createTask(db.admin, { tenant, by, projectId: project.id, title: "Paint it" });
    await db.admin.query("update tenant.tasks set assignee_id = $2 where id = $1", [id, assignee.id]);
    return id;
  }

  beforeAll(async () => {
    const [owner, partner, admin, member, viewer, stranger] = (await Promise.all(
      ["Olga", "Paul", "Adam", "Mia", "Vera", "Sten"].map((name) => createUser(db.admin, { name })),
    )) as [TestUser, TestUser, TestUser, TestUser, TestUser, TestUser];
    const people = { owner: [owner, partner], admin, member, viewer };
    acme = await createTenant(db.admin, people, { name: "Acme" });
    const globex = await createTenant(db.admin, { owner: stranger }, { name: "Globex" });
    const taskId = await taskFor(acme, owner, member);
    const foreignTaskId = await taskFor(globex, stranger, stranger);
    onCast({ owner, partner, admin, member, viewer, stranger, acme, globex, taskId, foreignTaskId });
  });

  const inside = (tenant: TestTenant, user: TestUser) => ({ database: db.database, tenant, ...asking(user) });
  const outside = (user: TestUser | null = null) => ({
    database: db.database,
    ...(user ? asking(user) : { user: null, credential: null }),
  });

  function tell(tx: Writer, { template, to, fields, tenant = acme }: Told): Promise<unknown> {
    return tx.rows("select from control.write_tenant_mail($1, $2, $3, $4, $5)", [
      ...[randomUUID(), tenant.id, template, to, fields],
    ]);
  }

  const tellAs = (user: TestUser, told: Told, entered = told.tenant ?? acme) =>
    writeTenant(inside(entered, user), (tx) => tell(tx, told));

  const ownInvitation = (by: TestUser, tenant = acme) =>
    createInvitation(db.admin, { tenant, by, role: "viewer" });

  async function mailsWritten(): Promise<number> {
    return (await db.admin.query("select from control.mails")).rowCount ?? 0;
  }

  async function expectRefused(attempt: () => Promise<unknown>, code: string): Promise<void> {
    const before = await mailsWritten();
    await expect(attempt()).rejects.toMatchObject({ code });
    expect(await mailsWritten()).toBe(before);
  }

  return { db, taskFor, inside, outside, tell, tellAs, ownInvitation, expectRefused };
}
