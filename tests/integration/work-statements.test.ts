import { beforeAll, describe, expect, it, test } from "vitest";
import { Comment } from "#app/domain/comment/table.ts";
import { Project } from "#app/domain/project/table.ts";
import { Task } from "#app/domain/task/table.ts";
import { type Entry, isNotEntered, type TenantWriter, writeTenant } from "#db/transaction.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { createComment, createProject, createTask } from "#tests/factories/work.ts";
import { useApp } from "#tests/harness/app.ts";
import { flightsOf } from "#tests/harness/flights.ts";

const app = useApp();
let ada: TestUser;
let acme: TestTenant;
let entry: Entry;
let projectId: string;
let taskId: string;
let commentId: string;

beforeAll(async () => {
  ada = await createUser(app.db.admin);
  acme = await createTenant(app.db.admin, { owner: ada });
  entry = { database: app.holds.database, tenant: acme, ...asking(ada) };
  projectId = (await createProject(app.db.admin, { tenant: acme, by: ada })).id;
  taskId = (await createTask(app.db.admin, { tenant: acme, by: ada, projectId })).id;
  commentId = (await createComment(app.db.admin, { tenant: acme, by: ada, taskId })).id;
  await app.db.admin.query("update tenant.tasks set assignee_id = $1, due_on = '2020-01-01'", [ada.id]);
});

const watched = (act: () => Promise<unknown>) => flightsOf(app.holds.database.appPool, act);

describe("the statements of a page travel together, and only names wait for them", () => {
  it.each([
    ["the dashboard's", () => "", 4],
    ["the board's", () => `/projects/${projectId}`, 3],
    ["the list of tasks'", () => `/projects/${projectId}/tasks`, 3],
    ["a task's", () => `/projects/${projectId}/tasks/${taskId}`, 2],
  ])("%s", async (_, path, statements) => {
    const [page = [], names = [], ...rest] = await watched(() =>
      app.visitor(ada.cookie).get(`/${acme.slug}${path()}`),
    );
    // Three besides the page's own: the transaction's begin, its entry, and the frame's.
    expect(page).toHaveLength(3 + statements);
    expect(names).toEqual([expect.stringContaining("people")]);
    expect(rest).toEqual([["commit"]]);
  });

  it.each([
    ["the list of projects'", () => "/projects", 1],
    ["the form's of a task", () => `/projects/${projectId}/tasks/${taskId}/edit`, 2],
    ["the form's of a new task", () => `/projects/${projectId}/tasks/new`, 2],
    [
      "the page's that asks before a comment is deleted",
      () => `/projects/${projectId}/tasks/${taskId}/comments/${commentId}/delete`,
      2,
    ],
  ])("%s, which has no names", async (_, path, statements) => {
    const [page = [], ...rest] = await watched(() => app.visitor(ada.cookie).get(`/${acme.slug}${path()}`));
    expect(page).toHaveLength(3 + statements);
    expect(rest).toEqual([["commit"]]);
  });
});

describe("what a flush writes", () => {
  const written = async (act: Parameters<typeof writeTenant<void>>[1]) =>
    (await watched(() => writeTenant(entry, act))).flat().filter((text) => /^(update|delete)/.test(text));

  it("names the tenant beside the id", async () => {
    const updates = await written(async ({ em }) => {
      (await em.findOneOrFail(Project, { id: projectId })).name = "Attic";
      await em.flush();
      (await em.findOneOrFail(Task, { id: taskId })).title = "Sweep";
    });
    const named =
      /^update "entered"."\w+" .* where "id" = \$\d and "tenant_key" = \$\d and "version" = \$\d /;
    expect(updates).toEqual([expect.stringMatching(named), expect.stringMatching(named)]);
  });

  it("names it for each row that is deleted", async () => {
    const ids = [1, 2].map(
      async () => (await createComment(app.db.admin, { tenant: acme, by: ada, taskId })).id,
    );
    const doomed = await Promise.all(ids);
    const [deletion = ""] = await written(async ({ em }) => {
      for (const comment of await em.find(Comment, { id: doomed })) em.remove(comment);
    });
    expect(deletion).toMatch(
      /^delete from "entered"."comments" where \("id", "tenant_key"\) in \(\(\$1, \$2\), \(\$3, \$4\)\)/,
    );
  });

  it.each<[string, (em: TenantWriter["em"], theirs: string) => unknown]>([
    [
      "changed",
      (em, theirs) => Object.assign(em.getReference(Project, [projectId, theirs]), { name: "Moat" }),
    ],
    ["deleted", (em, theirs) => em.remove(em.getReference(Project, [projectId, theirs]))],
    [
      "made",
      (em, theirs) => em.create(Project, { name: "Moat", createdBy: ada.id, tenantId: theirs } as never),
    ],
  ])("is nothing of another tenant, whatever an object says: %s", async (_, act) => {
    const theirs = await createTenant(app.db.admin, { owner: ada });
    const writing = writeTenant(entry, async ({ em }) => void act(em, theirs.id));
    await expect(writing).rejects.toThrow("another tenant than the entered one");
  });

  it.each<[string, (tx: TenantWriter, project: Project) => unknown]>([
    ["changes", (_, project) => Object.assign(project, { name: "Moat" })],
    ["deletes", ({ em }, project) => em.remove(project)],
  ])("is not said to be done for who is removed meanwhile: %s", async (_, act) => {
    const zoe = await createUser(app.db.admin);
    const tenant = await createTenant(app.db.admin, { owner: ada, admin: zoe });
    const { id } = await createProject(app.db.admin, { tenant, by: zoe });
    const zoeEntry = { ...entry, tenant, ...asking(zoe) };
    const writing = writeTenant(zoeEntry, async (tx) => {
      act(tx, await tx.em.findOneOrFail(Project, [id, tenant.id]));
      await app.db.admin.query("delete from control.memberships where user_id = $1", [zoe.id]);
    });
    expect(await writing.then(() => null, isNotEntered)).toBe(true);
  });

  test("writes columns of every type in several rows at once", async () => {
    const created = [1, 2].map(() => createTask(app.db.admin, { tenant: acme, by: ada, title: "Plane" }));
    const ids = (await Promise.all(created)).map(({ id }) => id).sort();
    await writeTenant(entry, async ({ em }) => {
      const tasks = await em.find(Task, { id: ids }, { orderBy: { id: "asc" } });
      for (const [place, task] of tasks.entries())
        task.rewrite({ ...task, dueOn: `2031-01-0${place + 1}`, assigneeId: ada.id }, ada.id);
    });
    const { rows } = await app.db.admin.query(
      `select due_on::text as "dueOn", assignee_id as "assigneeId", version from tenant.tasks
       where id = any ($1) order by id`,
      [ids],
    );
    const rewritten = { assigneeId: ada.id, version: 2 };
    expect(rows).toEqual([
      { dueOn: "2031-01-01", ...rewritten },
      { dueOn: "2031-01-02", ...rewritten },
    ]);
  });

  test.each([
    ["one row", 1],
    ["several", 2],
  ])("is refused if it was changed meanwhile: %s", async (_, rows) => {
    for (let row = 0; row < rows; row++)
      await createTask(app.db.admin, { tenant: acme, by: ada, title: "Saw" });
    const late = writeTenant(entry, async ({ em }) => {
      const tasks = await em.find(Task, { title: "Saw" }, { limit: rows });
      await app.db.admin.query("update tenant.tasks set version = version + 1 where id = $1", [tasks[0]?.id]);
      for (const task of tasks) task.title = `Late ${task.id}`;
    });
    await expect(late).rejects.toThrow("optimistic lock");
  });
});
