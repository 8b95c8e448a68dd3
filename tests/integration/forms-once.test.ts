import { randomUUIDv7 } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { createProject, createTask } from "#tests/factories/work.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();
let ada: TestUser;
let ben: TestUser;
let tenant: TestTenant;
let home: string;

beforeAll(async () => {
  [ada, ben] = [await createUser(app.db.admin), await createUser(app.db.admin)];
  tenant = await createTenant(app.db.admin, { owner: [ada, ben] }, { plan: "pro" });
  home = `/${tenant.slug}`;
});

async function namesIn(table: string, column: string): Promise<string[]> {
  const { rows } = await app.db.admin.query(
    `select ${column} as name from tenant.${table} where tenant_id = $1 order by id`,
    [tenant.id],
  );
  return rows.map(({ name }) => name);
}

/** What a form that creates something is sent to, and what it brings beside the id. */
const forms: [what: string, table: string, column: string, path: () => Promise<string>][] = [
  ["project", "projects", "name", async () => `${home}/projects/new`],
  [
    "task",
    "tasks",
    "title",
    async () => `${home}/projects/${(await createProject(app.db.admin, { tenant, by: ada })).id}/tasks/new`,
  ],
  [
    "comment",
    "comments",
    "body",
    async () => {
      const { id, projectId } = await createTask(app.db.admin, { tenant, by: ada });
      return `${home}/projects/${projectId}/tasks/${id}/comments`;
    },
  ],
];

describe.each(forms)("the form of a new %s", (what, table, column, pathOf) => {
  const send = (path: string, who: TestUser, id: string, name: string) =>
    app.visitor(who.cookie).post(path, { id, [column]: name });
  const made = async () => (await namesIn(table, column)).filter((name) => name.startsWith(`The ${what}`));

  it("counts once, however often it is pressed", async () => {
    const path = await pathOf();
    const id = randomUUIDv7();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send(path, ada, id, `The ${what}, pressed`)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(302));
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1);
    expect((await made()).filter((name) => name.endsWith("pressed"))).toHaveLength(1);
  });

  it("is somebody else's own, also with an id that was seen before", async () => {
    const path = await pathOf();
    const id = randomUUIDv7();
    for (const who of [ada, ben]) expect((await send(path, who, id, `The ${what}, twice`)).status).toBe(302);
    expect((await made()).filter((name) => name.endsWith("twice"))).toHaveLength(2);
  });

  it("with another text is another one: nothing that was typed is swallowed", async () => {
    const path = await pathOf();
    const id = randomUUIDv7();
    for (const end of ["first", "second", "second"]) await send(path, ada, id, `The ${what}, ${end}`);
    const ends = (await made()).filter((name) => /first|second/.test(name));
    expect(ends.filter((name) => name.endsWith("first"))).toHaveLength(1);
    expect(ends.some((name) => name.endsWith("second"))).toBe(true);
  });

  it("creates what it should, whatever is sent for an id", async () => {
    const path = await pathOf();
    for (const id of ["", "x", "00000000-0000-0000-0000-000000000000"])
      expect((await send(path, ada, id, `The ${what}, without`)).status).toBe(302);
    expect((await made()).filter((name) => name.endsWith("without"))).toHaveLength(3);
  });
});

it("a workspace is founded once, and the form leads there again", async () => {
  const fields = { id: randomUUIDv7(), name: "Pressed", slug: "pressed-twice" };
  const answers = await Promise.all([1, 2, 3].map(() => app.visitor(ada.cookie).post("/new", fields)));
  expect(answers.map(({ location }) => location)).toEqual(Array(3).fill("/pressed-twice"));
  for (const who of [ada, ben]) {
    const slug = `another-of-${who.id.slice(-4)}`;
    expect((await app.visitor(who.cookie).post("/new", { ...fields, slug })).location).toBe(`/${slug}`);
  }
});

describe("an edit that is sent twice", () => {
  it.each([
    ["task", "2028-02-29"],
    ["task", ""],
  ])("of a %s due on %j is done, and a stale one is shown", async (_what, dueOn) => {
    const { id, projectId } = await createTask(app.db.admin, { tenant, by: ada });
    const path = `${home}/projects/${projectId}/tasks/${id}/edit`;
    const fields = {
      version: "1",
      title: "Nails",
      description: "a\r\nb",
      status: "todo",
      assigneeId: "",
      dueOn,
    };
    const send = (more = {}) => app.visitor(ada.cookie).post(path, { ...fields, ...more });
    expect((await send()).status).toBe(302);
    expect((await send()).status).toBe(302);
    const stale = await send({ title: "Bolts" });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain("Somebody changed this task while you were editing it");
    const { rows } = await app.db.admin.query("select title, version from tenant.tasks where id = $1", [id]);
    expect(rows).toEqual([{ title: "Nails", version: 2 }]);
  });

  it("of a project is done", async () => {
    const { id } = await createProject(app.db.admin, { tenant, by: ada });
    const edit = () =>
      app
        .visitor(ada.cookie)
        .post(`${home}/projects/${id}/edit`, { version: "1", name: "N", description: "" });
    expect([(await edit()).status, (await edit()).status]).toEqual([302, 302]);
  });

  it("of the settings is done", async () => {
    const own = await createTenant(app.db.admin, { owner: ada });
    const fields = { version: "1", name: "Renamed", slug: own.slug, slugBefore: own.slug };
    const edit = () => app.visitor(ada.cookie).post(`/${own.slug}/settings`, fields);
    expect([(await edit()).status, (await edit()).status]).toEqual([302, 302]);
  });
});
