import { beforeAll, describe, expect, it } from "vitest";
import {
  createFormerMember,
  createTenant,
  createUser,
  type TestTenant,
  type TestUser,
} from "#tests/factories/people.ts";
import { createComment, createProject, createTask } from "#tests/factories/work.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();
let ada: TestUser;
let ben: TestUser;
let eve: TestUser;
let tenant: TestTenant;
let foreign: TestTenant;

beforeAll(async () => {
  ada = await createUser(app.db.admin, { name: "Ada Byron" });
  ben = await createUser(app.db.admin, { name: "Ben Stone" });
  eve = await createUser(app.db.admin, { name: "Eve Moor" });
  tenant = await createTenant(app.db.admin, { owner: ada, member: ben }, { name: "Acme" });
  foreign = await createTenant(app.db.admin, { owner: [eve, ada] });
});

const tasksOf = (projectId: string) => `/${tenant.slug}/projects/${projectId}/tasks`;

async function stored(id: string) {
  const { rows } = await app.db.admin.query(
    `select title, status, assignee_id as "assigneeId", due_on::text as "dueOn", version
     from tenant.tasks where id = $1`,
    [id],
  );
  return rows[0];
}

describe("creating a task", () => {
  it("keeps the due date as the day it is", async () => {
    const { id: projectId } = await createProject(app.db.admin, { tenant, by: ada });
    const answer = await app.visitor(ada.cookie).post(`${tasksOf(projectId)}/new`, {
      title: "Nails",
      status: "doing",
      assigneeId: ben.id,
      dueOn: "2028-02-29",
    });
    expect([answer.status, answer.location]).toEqual([302, `/${tenant.slug}/projects/${projectId}`]);
    const { rows } = await app.db.admin.query("select id from tenant.tasks where project_id = $1", [
      projectId,
    ]);
    expect(await stored(rows[0].id)).toEqual({
      title: "Nails",
      status: "doing",
      assigneeId: ben.id,
      dueOn: "2028-02-29",
      version: 1,
    });
  });

  it.each<Record<string, string>>([
    { title: "" },
    { title: "x".repeat(201) },
    { title: "ok", status: "later" },
    { title: "ok", dueOn: "2027-02-29" },
    { title: "ok", dueOn: "0000-01-01" },
    { title: "ok", dueOn: "tomorrow" },
    { title: "ok", assigneeId: "x" },
    { title: "ok", description: "x".repeat(10_001) },
  ])("refuses %j", async (fields) => {
    const { id: projectId } = await createProject(app.db.admin, { tenant, by: ada });
    expect((await app.visitor(ada.cookie).post(`${tasksOf(projectId)}/new`, fields)).status).toBe(400);
    const { rows } = await app.db.admin.query("select from tenant.tasks where project_id = $1", [projectId]);
    expect(rows).toEqual([]);
  });

  it("gives it to no user outside the tenant", async () => {
    const { id: projectId } = await createProject(app.db.admin, { tenant, by: ada });
    const answer = await app
      .visitor(ada.cookie)
      .post(`${tasksOf(projectId)}/new`, { title: "ok", assigneeId: eve.id });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain("Choose somebody who is in this workspace.");
    expect(answer.text).not.toContain("Eve Moor");
  });

  it("puts no task into another tenant's project", async () => {
    const { id: projectId } = await createProject(app.db.admin, { tenant: foreign, by: ada });
    expect((await app.visitor(ada.cookie).post(`${tasksOf(projectId)}/new`, { title: "ok" })).status).toBe(
      404,
    );
  });
});

describe("editing a task", () => {
  it("keeps the typed text when another member was quicker", async () => {
    const { id, projectId } = await createTask(app.db.admin, { tenant, by: ada });
    const path = `${tasksOf(projectId)}/${id}/edit`;
    const ofAda = { title: "Ada's nails", status: "todo", dueOn: "2031-05-06", version: "1" };
    await app.visitor(ada.cookie).post(path, ofAda);
    const late = await app
      .visitor(ben.cookie)
      .post(path, { title: "Ben's nails", status: "done", dueOn: "2031-07-08", version: "1" });
    expect(late.status).toBe(409);
    expect(late.text).toContain('value="2031-07-08"');
    expect(late.text).toContain('value="Ben&#x27;s nails"');
    expect(late.text).toContain("Ada&#x27;s nails");
    expect(await stored(id)).toMatchObject({ title: "Ada's nails", status: "todo", version: 2 });
  });

  it("is not disturbed by the card being put elsewhere in its column", async () => {
    const { id, projectId } = await createTask(app.db.admin, { tenant, by: ada });
    const other = await createTask(app.db.admin, { tenant, by: ada, projectId });
    const visitor = app.visitor(ada.cookie);
    await visitor.post(`${tasksOf(projectId)}/${id}/move`, { status: "todo", afterId: other.id });
    const edit = await visitor.post(`${tasksOf(projectId)}/${id}/edit`, {
      title: "New",
      status: "todo",
      version: "1",
    });
    expect(edit.status).toBe(302);
  });

  it("lets a former member keep a task, and shows their name", async () => {
    const gone = await createFormerMember(app.db.admin, tenant, { name: "Gone Away" });
    const { id, projectId } = await createTask(app.db.admin, { tenant, by: gone });
    await app.db.admin.query("update tenant.tasks set assignee_id = $2 where id = $1", [id, gone.id]);
    const visitor = app.visitor(ada.cookie);
    expect((await visitor.get(`${tasksOf(projectId)}/${id}`)).text).toContain("Gone Away");
    expect((await visitor.get(`${tasksOf(projectId)}/${id}/edit`)).text).toContain("Gone Away (has left)");
    const edit = { title: "Kept", status: "todo", assigneeId: gone.id, version: "1" };
    expect((await visitor.post(`${tasksOf(projectId)}/${id}/edit`, edit)).status).toBe(302);
  });
});

it("a member to whom another one gives a task is told once, and no other is", async () => {
  const { id: projectId } = await createProject(app.db.admin, { tenant, by: ada });
  const visitor = app.visitor(ada.cookie);
  await visitor.post(`${tasksOf(projectId)}/new`, { title: "Mine", assigneeId: ada.id });
  await visitor.post(`${tasksOf(projectId)}/new`, { title: "Nobody's" });
  await visitor.post(`${tasksOf(projectId)}/new`, { title: "Ben's", assigneeId: ben.id });
  await visitor.post(`${tasksOf(projectId)}/new`, { title: "", assigneeId: ben.id });
  const { rows } = await app.db.admin.query(
    `select j.payload from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id
     where t.identifier = 'task-assigned' and j.payload ->> 'tenantId' = $1
       and j.payload ->> 'taskId' in (select id::text from tenant.tasks where project_id = $2)`,
    [tenant.id, projectId],
  );
  expect(rows).toHaveLength(1);
  expect(rows[0].payload).toMatchObject({ tenantId: tenant.id, actorUserId: ada.id, assigneeId: ben.id });
});

describe("comments", () => {
  it("are kept as written, and shown as text", async () => {
    const { id, projectId } = await createTask(app.db.admin, { tenant, by: ada });
    const path = `${tasksOf(projectId)}/${id}`;
    const visitor = app.visitor(ben.cookie);
    const answer = await visitor.post(`${path}/comments`, { body: "<b>one</b>\r\ntwo" });
    expect([answer.status, answer.location]).toEqual([302, `${path}#comments`]);
    expect((await visitor.get(path)).text).toContain("&lt;b&gt;one&lt;/b&gt;\ntwo");
    expect((await visitor.post(`${path}/comments`, { body: "  " })).status).toBe(400);
  });

  it("are taken away by their author or an admin", async () => {
    const { id: taskId, projectId } = await createTask(app.db.admin, { tenant, by: ada });
    const adas = await createComment(app.db.admin, { tenant, by: ada, taskId });
    const bens = await createComment(app.db.admin, { tenant, by: ben, taskId });
    const path = (id: string) => `${tasksOf(projectId)}/${taskId}/comments/${id}/delete`;
    expect((await app.visitor(ben.cookie).post(path(adas.id))).status).toBe(403);
    expect((await app.visitor(ben.cookie).post(path(bens.id))).status).toBe(302);
    expect((await app.visitor(ada.cookie).post(path(adas.id))).status).toBe(302);
  });

  it("are not found under another task", async () => {
    const { id: taskId, projectId } = await createTask(app.db.admin, { tenant, by: ada });
    const elsewhere = await createComment(app.db.admin, { tenant, by: ada });
    const path = `${tasksOf(projectId)}/${taskId}/comments/${elsewhere.id}/delete`;
    expect((await app.visitor(ada.cookie).post(path)).status).toBe(404);
  });
});

it("the list finds tasks by status and assignee", async () => {
  const { id: projectId } = await createProject(app.db.admin, { tenant, by: ada });
  const visitor = app.visitor(ada.cookie);
  for (const [title, status, assigneeId] of [
    ["A", "todo", ada.id],
    ["B", "doing", ben.id],
    ["C", "done", ""],
  ] as const)
    await visitor.post(`${tasksOf(projectId)}/new`, { title, status, assigneeId });
  const found = async (query: string) =>
    [
      ...(await visitor.get(`${tasksOf(projectId)}?${query}`)).text.matchAll(
        /class="row-link"[^>]*>([^<]*)</g,
      ),
    ].map((match) => match[1]);
  expect(await found("")).toEqual(["A", "B", "C"]);
  expect(await found("status=doing&assignee=")).toEqual(["B"]);
  expect(await found(`assignee=${ada.id}`)).toEqual(["A"]);
  expect(await found("assignee=none")).toEqual(["C"]);
  expect(await found("status=x&assignee=y&sort=z&page=w")).toEqual(["A", "B", "C"]);
});

it("the dashboard shows the user's own tasks, what is due and what is new", async () => {
  const fresh = await createTenant(app.db.admin, { owner: ada, member: ben });
  const visitor = app.visitor(ada.cookie);
  expect((await visitor.get(`/${fresh.slug}`)).text).toContain("Create your first project");
  const { id: projectId } = await createProject(app.db.admin, { tenant: fresh, by: ben, name: "The porch" });
  const path = `/${fresh.slug}/projects/${projectId}/tasks/new`;
  await visitor.post(path, { title: "Late nails", dueOn: "2020-01-01", assigneeId: ada.id });
  const { text } = await visitor.get(`/${fresh.slug}`);
  expect(text).toContain("Late nails");
  expect(text).toContain("Overdue");
  expect(text).toMatch(/Project created by <bdi>Ben Stone/);
});
