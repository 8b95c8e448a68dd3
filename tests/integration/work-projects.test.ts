import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, createUser, type TestUser } from "#tests/factories/people.ts";
import { createProject } from "#tests/factories/work.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();
let ada: TestUser;
let ben: TestUser;
let vic: TestUser;

beforeAll(async () => {
  ada = await createUser(app.db.admin, { name: "Ada Byron" });
  ben = await createUser(app.db.admin, { name: "Ben Stone" });
  vic = await createUser(app.db.admin, { name: "Vic Hall" });
});

const newTenant = (given: Parameters<typeof createTenant>[2] = {}) =>
  createTenant(app.db.admin, { owner: ada, member: ben, viewer: vic }, given);

async function projectNames(tenantId: string): Promise<string[]> {
  const { rows } = await app.db.admin.query(
    "select name from tenant.projects where tenant_id = $1 and archived_at is null order by name",
    [tenantId],
  );
  return rows.map((row) => row.name);
}

describe("creating a project", () => {
  it("leads to the project", async () => {
    const tenant = await newTenant();
    const visitor = app.visitor(ben.cookie);
    const answer = await visitor.post(`/${tenant.slug}/projects/new`, {
      name: "  Porch\r\n",
      description: "one\r\ntwo",
    });
    expect(answer.status).toBe(302);
    expect(answer.location).toMatch(new RegExp(`^/${tenant.slug}/projects/[0-9a-f-]{36}$`));
    expect((await visitor.get(answer.location ?? "")).text).toContain("Porch");
    expect(await projectNames(tenant.id)).toEqual(["Porch"]);
  });

  it("makes five of twenty that are sent at once on a plan with five", async () => {
    const tenant = await newTenant({ plan: "free", name: "Acme" });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        app.visitor(ada.cookie).post(`/${tenant.slug}/projects/new`, { name: `Project ${at}` }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([
      ...Array(5).fill(302),
      ...Array(15).fill(402),
    ]);
    expect(await projectNames(tenant.id)).toHaveLength(5);
  });

  it("says which limit was reached and the way up, with what was typed", async () => {
    const tenant = await newTenant({ plan: "free", name: "Acme" });
    for (let at = 0; at < 5; at++) await createProject(app.db.admin, { tenant, by: ada });
    const answer = await app.visitor(ben.cookie).post(`/${tenant.slug}/projects/new`, { name: "The sixth" });
    expect(answer.status).toBe(402);
    expect(answer.text).toContain(
      "Acme has reached its 5 projects on the free plan. Archive one, or ask an owner to upgrade.",
    );
    expect(answer.text).toContain('value="The sixth"');
  });

  it.each([
    [{ name: "" }, "Enter a name."],
    [{ name: " \u200b " }, "Enter a name."],
    [{ name: "x".repeat(101) }, "Keep the name to 100 characters or fewer."],
    [{ name: "a\0b" }, "characters that can&#x27;t be stored"],
    [{ name: "ok", description: "x".repeat(5001) }, "Keep the description to 5,000 characters or fewer."],
  ])("refuses %j and changes nothing", async (fields, message) => {
    const tenant = await newTenant();
    const answer = await app.visitor(ada.cookie).post(`/${tenant.slug}/projects/new`, fields);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(message);
    expect(await projectNames(tenant.id)).toEqual([]);
  });
});

describe("editing a project", () => {
  it("keeps the typed text when another member was quicker, and lets the user decide", async () => {
    const tenant = await newTenant();
    const { id } = await createProject(app.db.admin, { tenant, by: ada, name: "Porch" });
    const path = `/${tenant.slug}/projects/${id}/edit`;
    const first = await app.visitor(ada.cookie).post(path, { name: "Ada's porch", version: "1" });
    expect(first.status).toBe(302);
    const late = await app.visitor(ben.cookie).post(path, { name: "Ben's porch", version: "1" });
    expect(late.status).toBe(409);
    expect(late.text).toContain('value="Ben&#x27;s porch"');
    expect(late.text).toContain("Ada&#x27;s porch");
    expect(late.text).toContain('name="version" value="2"');
    expect(await projectNames(tenant.id)).toEqual(["Ada's porch"]);
    expect((await app.visitor(ben.cookie).post(path, { name: "Ben's porch", version: "2" })).status).toBe(
      302,
    );
    expect(await projectNames(tenant.id)).toEqual(["Ben's porch"]);
  });

  it("lets one of ten edits of the same version through", async () => {
    const tenant = await newTenant();
    const { id } = await createProject(app.db.admin, { tenant, by: ada });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        app
          .visitor(ada.cookie)
          .post(`/${tenant.slug}/projects/${id}/edit`, { name: `Name ${at}`, version: "1" }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([302, ...Array(9).fill(409)]);
  });

  it.each(["", "x", "1.5", "9".repeat(30)])("refuses the version %j", async (version) => {
    const tenant = await newTenant();
    const { id } = await createProject(app.db.admin, { tenant, by: ada });
    const path = `/${tenant.slug}/projects/${id}/edit`;
    expect((await app.visitor(ada.cookie).post(path, { name: "New", version })).status).toBe(400);
  });
});

const archived = { archived: "yes" };
const restored = { archived: "no" };
const retirements = [
  ["archived", archived],
  ["archived", restored],
  ["delete", {}],
] as const;

describe("archiving, restoring and deleting", () => {
  it("is for admins, and for members with projects of their own", async () => {
    const tenant = await newTenant();
    const { id } = await createProject(app.db.admin, { tenant, by: ada });
    const own = await createProject(app.db.admin, { tenant, by: ben });
    const base = `/${tenant.slug}/projects`;
    for (const [page, fields] of retirements) {
      expect((await app.visitor(ben.cookie).post(`${base}/${id}/${page}`, fields)).status).toBe(403);
      expect((await app.visitor(vic.cookie).post(`${base}/${own.id}/${page}`, fields)).status).toBe(403);
    }
    expect((await app.visitor(ben.cookie).post(`${base}/${own.id}/delete`)).status).toBe(302);
    expect((await app.visitor(ada.cookie).post(`${base}/${id}/delete`)).status).toBe(302);
    expect(await projectNames(tenant.id)).toEqual([]);
  });

  it("frees a place in the plan, and takes it again only if one is free", async () => {
    const tenant = await newTenant({ plan: "free" });
    const ids = [];
    for (let at = 0; at < 5; at++) ids.push((await createProject(app.db.admin, { tenant, by: ada })).id);
    const visitor = app.visitor(ada.cookie);
    const base = `/${tenant.slug}/projects`;
    expect((await visitor.post(`${base}/${ids[0]}/archived`, archived)).status).toBe(302);
    expect((await visitor.post(`${base}/new`, { name: "The sixth" })).status).toBe(302);
    const refused = await visitor.post(`${base}/${ids[0]}/archived`, restored);
    expect(refused.status).toBe(402);
    expect(refused.text).toContain("has reached its 5 projects on the free plan");
    expect((await visitor.post(`${base}/${ids[1]}/archived`, archived)).status).toBe(302);
    expect((await visitor.post(`${base}/${ids[0]}/archived`, restored)).status).toBe(302);
  });

  it("stops work in an archived project", async () => {
    const tenant = await newTenant();
    const { id } = await createProject(app.db.admin, { tenant, by: ada });
    const visitor = app.visitor(ada.cookie);
    await visitor.post(`/${tenant.slug}/projects/${id}/archived`, archived);
    expect((await visitor.post(`/${tenant.slug}/projects/${id}/tasks/new`, { title: "Late" })).status).toBe(
      403,
    );
  });
});

describe("the list of projects", () => {
  it("finds by part of the name and takes wildcards for what they are", async () => {
    const tenant = await newTenant();
    for (const name of ["Porch 100%", "Porch 100 days", "Roof_top", "Rooftop"])
      await createProject(app.db.admin, { tenant, by: ada, name });
    const visitor = app.visitor(vic.cookie);
    const found = async (q: string) => {
      const { text } = await visitor.get(`/${tenant.slug}/projects?${new URLSearchParams({ q })}`);
      return [...text.matchAll(/class="row-link"[^>]*>([^<]*)</g)].map((match) => match[1]).sort();
    };
    expect(await found("PORCH")).toEqual(["Porch 100 days", "Porch 100%"]);
    expect(await found("100%")).toEqual(["Porch 100%"]);
    expect(await found("f_t")).toEqual(["Roof_top"]);
    expect(await found("\\")).toEqual([]);
    expect(await found("a\0b")).toEqual([]);
  });

  it("shows twenty on a page, newest first, and the last page for pages beyond it", async () => {
    const tenant = await newTenant();
    await app.db.admin.query(
      `insert into tenant.projects (tenant_id, id, name, created_by, created_at)
       select $1, gen_random_uuid(), 'P' || n, $2, now() - n * interval '1 minute' from generate_series(1, 45) n`,
      [tenant.id, ada.id],
    );
    const visitor = app.visitor(ada.cookie);
    const names = async (page: string) =>
      [...(await visitor.get(`/${tenant.slug}/projects?page=${page}`)).text.matchAll(/>(P\d+)</g)].map(
        (m) => m[1],
      );
    expect(await names("1")).toEqual(Array.from({ length: 20 }, (_, at) => `P${at + 1}`));
    expect(await names("3")).toEqual(["P41", "P42", "P43", "P44", "P45"]);
    expect(await names("900")).toEqual(await names("3"));
    expect(await names("-1")).toEqual(await names("1"));
  });
});

it("ids that are malformed, unknown or another tenant's are answered by the 404", async () => {
  const tenant = await newTenant();
  const other = await newTenant();
  const { id } = await createProject(app.db.admin, { tenant: other, by: ada });
  const visitor = app.visitor(ada.cookie);
  const unknown = await visitor.get("/never-existed/projects/x");
  for (const bad of ["x", "__proto__", "0192f000-0000-7000-8000-000000000000", id]) {
    for (const rest of ["", "/edit", "/delete", "/archived", "/tasks", "/tasks/new"]) {
      const answer = await visitor.get(`/${tenant.slug}/projects/${bad}${rest}`);
      expect([bad, rest, answer.status]).toEqual([bad, rest, 404]);
      expect(answer.text).toBe(unknown.text);
    }
    for (const [page, fields] of retirements) {
      expect((await visitor.post(`/${tenant.slug}/projects/${bad}/${page}`, fields)).status).toBe(404);
    }
    for (const page of ["edit", "tasks/new", "archived"]) {
      const answer = await visitor.post(`/${tenant.slug}/projects/${bad}/${page}`, { name: "", title: "" });
      expect([bad, page, answer.status, answer.text]).toEqual([bad, page, 404, unknown.text]);
    }
  }
});
