import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { eventLines as lines, writeLog } from "#tests/factories/audit.ts";
import {
  createFormerMember,
  createTenant,
  createUser,
  type TestTenant,
  type TestUser,
} from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";
import { linkOf, plain } from "#tests/harness/page.ts";

const app = useApp();
let owner: TestUser;
let admin: TestUser;
let tenant: TestTenant;

beforeAll(async () => {
  owner = await createUser(app.db.admin, { name: "Olga" });
  admin = await createUser(app.db.admin, { name: "Adam" });
  const member = await createUser(app.db.admin, { name: "Mia" });
  tenant = await createTenant(app.db.admin, { owner, admin, member });
});

async function page(query: string): Promise<string> {
  const answer = await app.visitor(admin.cookie).get(`/${tenant.slug}/audit${query}`);
  expect(answer.status).toBe(200);
  return answer.text;
}

describe("the filters", () => {
  const days = (day: number) => new Date(Date.UTC(2026, 0, day, 12));
  let former: TestUser;

  beforeAll(async () => {
    former = await createFormerMember(app.db.admin, tenant, { name: "Fay" });
    await writeLog(app.db.admin, tenant, [
      { by: owner, verb: "project.created", objectId: "p1", objectName: "A", at: days(1) },
      { by: admin, verb: "project.created", objectId: "p2", objectName: "B", at: days(2) },
      { by: owner, verb: "project.archived", objectId: "p1", objectName: "A", at: days(3) },
      { by: former, verb: "task.created", objectId: "t1", objectName: "C", at: days(4) },
      { kind: "operator", verb: "workspace.suspended", at: days(5) },
      { kind: "system", verb: "task.deleted", objectId: "t1", objectName: "C", at: days(6) },
    ]);
  });

  const everything = [
    "Rowhouse deleted the task “C”",
    "The operator suspended this workspace",
    "Fay created a task “C”",
    "Olga archived the project “A”",
    "Adam created a project “B”",
    "Olga created a project “A”",
  ];
  const [deleted, suspended, created, archived, createdB, createdA] = everything;

  it.each<[what: string, query: () => string, shown: (string | undefined)[]]>([
    ["a person", () => `?by=${owner.id}`, [archived, createdA]],
    ["a user who is not a member", () => `?by=${former.id}`, [created]],
    ["the operator", () => "?by=operator", [suspended]],
    ["the product", () => "?by=system", [deleted]],
    ["a verb", () => "?what=project.created", [createdB, createdA]],
    ["a kind of object", () => "?what=project", [archived, createdB, createdA]],
    ["one object", () => "?object=project%3Ap1", [archived, createdA]],
    ["days", () => "?from=2026-01-02&to=2026-01-03", [archived, createdB]],
    ["a last day", () => "?to=2026-01-02", [createdB, createdA]],
    ["a first day", () => "?from=2026-01-05", [deleted, suspended]],
    ["person and verb", () => `?by=${owner.id}&what=project.created`, [createdA]],
    ["person and kind", () => `?by=${former.id}&what=project`, []],
    [
      "object, verb and person",
      () => `?object=project%3Ap1&what=project.archived&by=${owner.id}`,
      [archived],
    ],
    ["object and another user", () => `?object=project%3Ap1&by=${admin.id}`, []],
    ["object and the product", () => "?object=task%3At1&by=system", [deleted]],
    ["verb and days", () => "?what=project&from=2026-01-02&to=2026-01-02", [createdB]],
    ["days that lie the wrong way round", () => "?from=2026-01-05&to=2026-01-02", []],
  ])("by %s", async (_what, query, shown) => {
    expect(lines(await page(query()))).toEqual(shown);
  });

  it.each([
    ["by=ada"],
    ["by=00000000-0000-7000-8000-000000000000"],
    ["what=project.praised"],
    ["what=proj"],
    ["what='"],
    ["what=__proto__"],
    ["object=project"],
    ["object=:p1"],
    ["from=yesterday"],
    ["from=2026-02-30"],
    ["to=0000-01-01"],
    ["to=9999-12-31"],
    ["to=275760-09-13"],
    ["before=-1"],
    ["before=0"],
    ["before=1e3"],
    ["before=99999999999999999999"],
    ["by=&what=&from=&to=&before="],
    ["by=%00&what=%00&object=project%3A%00"],
    ["unknown=1"],
  ])("take no notice of %s", async (query) => {
    expect(lines(await page(`?${query}`))).toEqual(everything);
  });

  it("show their values, list what there is to choose, and stay in links", async () => {
    const html = await page(`?by=${former.id}&what=task&from=2026-01-01`);
    expect(html).toContain(`<option value="${former.id}" selected="">Fay</option>`);
    expect(html).toContain('<option value="task" selected="">Task: anything</option>');
    expect(html).toContain('name="from" value="2026-01-01"');
    const groups = [...html.matchAll(/<optgroup label="(.*?)">(.*?)<\/optgroup>/g)].map(
      ([, label, options = ""]) => [label, options.replaceAll(/<option[^>]*>(.*?)<\/option>/g, "$1|")],
    );
    expect(groups).toEqual([
      ["Members", "Adam|Mia|Olga|"],
      ["Not members any more", "Fay|"],
      ["Nobody in particular", "The operator|Rowhouse|"],
      ["Project", "Project: anything|Project: archived|Project: created|"],
      ["Task", "Task: anything|Task: created|Task: deleted|"],
      ["Workspace", "Workspace: anything|Workspace: suspended|"],
    ]);
    const download = `/${tenant.slug}/audit/export?by=${former.id}&what=task&from=2026-01-01&format=csv`;
    expect(linkOf(html, "Download (?:<!-- -->)?CSV")).toBe(download);
  });

  it("never tell the name of a user who has nothing to do with the workspace", async () => {
    const elsewhere = await createUser(app.db.admin, { name: "Elsewhere Ellen" });
    expect(await page(`?by=${elsewhere.id}`)).not.toContain("Elsewhere Ellen");
  });

  it("lead back from one object to everything", async () => {
    const html = await page("?object=project%3Ap1");
    expect(plain(html)).toContain("Only the project “A”.");
    expect(linkOf(html, "Show everything else, too")).toBe(`/${tenant.slug}/audit`);
    expect(html).not.toContain("Only this");
  });

  it("say when no event matches, and how to clear them", async () => {
    const html = await page("?what=project.archived&to=2026-01-01");
    expect(plain(html)).toContain("No event is like that.");
    expect(linkOf(html, "Clear the filters")).toBe(`/${tenant.slug}/audit`);
    expect(plain(await page("?from=2026-01-03&to=2026-01-01"))).toContain("The first day is after the last");
  });

  it("say which part of a URL was left out", async () => {
    const query = `?by=${randomUUID()}&what=project.created&from=garbage&to=&before=0&_routes=x`;
    expect(plain(await page(query))).toContain(
      "which was left out: the person, the first day, the place in the log. Show everything",
    );
    expect(plain(await page(`?by=${owner.id.toUpperCase()}&to=2026-01-02`))).not.toContain("left out");
  });
});
