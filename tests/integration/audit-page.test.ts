import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type GivenEvent,
  eventLines as lines,
  writeFounding,
  writeLog,
  writeLongLog,
} from "#tests/factories/audit.ts";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";
import { linkOf, plain } from "#tests/harness/page.ts";

const app = useApp();
let owner: TestUser;
let admin: TestUser;
let member: TestUser;
let tenant: TestTenant;

beforeAll(async () => {
  owner = await createUser(app.db.admin, { name: "Olga" });
  admin = await createUser(app.db.admin, { name: "Adam" });
  member = await createUser(app.db.admin, { name: "Mia" });
});
beforeEach(async () => {
  tenant = await createTenant(app.db.admin, { owner, admin, member });
});

const write = (...events: GivenEvent[]) => writeLog(app.db.admin, tenant, events);

async function page(query = "", person = admin): Promise<string> {
  const answer = await app.visitor(person.cookie).get(`/${tenant.slug}/audit${query}`);
  expect(answer.status).toBe(200);
  return answer.text;
}

describe("who sees the audit log", () => {
  it.each(["audit", "audit/export", "audit/export?format=ndjson"])("owners and admins: %s", async (path) => {
    const viewer = await createUser(app.db.admin);
    const stranger = await createUser(app.db.admin);
    const house = await createTenant(app.db.admin, { owner, admin, member, viewer });
    const status = async (person: TestUser) =>
      (await app.visitor(person.cookie).get(`/${house.slug}/${path}`)).status;
    expect(await Promise.all([owner, admin, member, viewer, stranger].map(status))).toEqual([
      200, 200, 403, 403, 404,
    ]);
  });

  it("find it among the settings", async () => {
    const html = await page();
    expect(plain(/<nav class="tabs".*?<\/nav>/.exec(html)?.[0] ?? "")).toBe("GeneralAudit log");
    expect(html).toMatch(/aria-current="page"><svg[^>]*>.*?<\/svg>Settings<\/a>/);
  });
});

describe("an event", () => {
  it("is a line that says who did what, the newest first", async () => {
    await write(
      { by: owner, verb: "project.created", objectName: "Apollo" },
      {
        by: admin,
        verb: "member.role_changed",
        objectId: member.id,
        before: { role: "viewer" },
        after: { role: "member" },
      },
      { kind: "operator", verb: "workspace.suspended", objectName: "Acme" },
      { verb: "invoice.paid", objectName: "2026-1" },
    );
    expect(lines(await page())).toEqual([
      "Rowhouse paid the invoice “2026-1”",
      "The operator suspended this workspace",
      "Adam changed Mia's role from viewer to member",
      "Olga created a project “Apollo”",
    ]);
  });

  it("opens to all that is known of it, people by their names", async () => {
    await write({
      by: owner,
      verb: "task.changed",
      objectId: "task-7",
      objectName: "Nails",
      before: { assignee_id: null, title: "<b>Nail</b>" },
      after: { assignee_id: member.id, title: "Nails" },
      at: new Date("2026-01-02T03:04:05.678Z"),
    });
    const html = await page();
    const facts = [...html.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)].map(([, name, value = ""]) => [
      name,
      plain(value),
    ]);
    expect(facts).toEqual([
      ["Assignee", "nothing → Mia"],
      ["Title", "&lt;b&gt;Nail&lt;/b&gt; → Nails"],
      ["Time", "2026-01-02 03:04:05.678000 UTC"],
      ["Event", "1 · task.changed"],
      ["IP address", "192.0.2.1"],
      ["Request", "request-1"],
    ]);
    expect(linkOf(html, "Only this (?:<!-- -->)?task")).toBe(`/${tenant.slug}/audit?object=task%3Atask-7`);
  });

  it("of a real change can be read", async () => {
    await writeFounding(app.db.admin, tenant);
    const visitor = app.visitor(owner.cookie);
    await visitor.post(`/${tenant.slug}/projects/new`, { name: "Porch", description: "" });
    expect(lines(await page())[0]).toBe("Olga created a project “Porch”");
  });
});

describe("pages of the log", () => {
  const numbers = (html: string) => lines(html).map((line) => Number(/Project (\d+)/.exec(line)?.[1]));
  const range = (from: number, to: number) =>
    Array.from({ length: from - to + 1 }, (_, place) => from - place);

  it("hold fifty events, and stay as they are while new ones arrive", async () => {
    await writeLongLog(app.db.admin, tenant, { count: 120, by: owner });
    const newest = await page();
    expect(numbers(newest)).toEqual(range(120, 71));
    expect(linkOf(newest, "Newest")).toBeUndefined();
    const older = linkOf(newest, "Older") ?? "";
    await app
      .visitor(owner.cookie)
      .post(`/${tenant.slug}/projects/new`, { name: "Project 121", description: "" });
    const second = await page(older.slice(older.indexOf("?")));
    expect(numbers(second)).toEqual(range(70, 21));
    const last = linkOf(second, "Older") ?? "";
    const third = await page(last.slice(last.indexOf("?")));
    expect(numbers(third)).toEqual(range(20, 1));
    expect(linkOf(third, "Older")).toBeUndefined();
    expect(linkOf(third, "Newest")).toBe(`/${tenant.slug}/audit`);
    expect(numbers(await page())).toEqual(range(121, 72));
  });

  it("keep the filters", async () => {
    await writeLongLog(app.db.admin, tenant, { count: 60, by: owner });
    const older = linkOf(await page(`?by=${owner.id}&what=project`), "Older");
    expect(older).toBe(`/${tenant.slug}/audit?by=${owner.id}&what=project&before=11`);
    expect(numbers(await page(`?by=${owner.id}&what=project&before=11`))).toEqual(range(10, 1));
  });
});

describe("a workspace whose plan has no audit log", () => {
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
  const events = () => [
    { by: owner, verb: "project.created", objectName: "Old", at: daysAgo(7.01) },
    { by: owner, verb: "project.created", objectName: "New", at: daysAgo(6.99) },
  ];

  it("sees the last seven days, and is told so and what to do about it", async () => {
    tenant = await createTenant(app.db.admin, { owner, admin }, { plan: "starter" });
    await write(...events());
    const html = await page();
    expect(lines(html)).toEqual(["Olga created a project “New”"]);
    expect(plain(html)).toContain(
      "You see the last 7 days. Everything is recorded, and the pro plan shows all of it. Ask an owner to upgrade.",
    );
    expect(linkOf(await page("", owner), "See your plan")).toBe(`/${tenant.slug}/billing`);
    expect(lines(await page("?from=2020-01-01&what=project"))).toHaveLength(1);
    expect(lines(await page("?before=2"))).toEqual([]);
    for (const format of ["csv", "ndjson"]) {
      const file = await app.visitor(admin.cookie).get(`/${tenant.slug}/audit/export?format=${format}`);
      expect([file.text.includes("New"), file.text.includes("Old")]).toEqual([true, false]);
    }
  });

  it("sees all of it from the day the plan has it", async () => {
    await write(...events());
    const html = await page();
    expect(lines(html)).toHaveLength(2);
    expect(html).not.toContain("You see the last");
  });
});

describe("a log without events", () => {
  it("says what it is for", async () => {
    await write();
    const html = await page();
    expect(plain(html)).toContain("is kept here by itself. Nothing was changed yet.");
    expect(html).not.toContain("Download");
  });

  it("of a smaller plan says that it is about the last days", async () => {
    tenant = await createTenant(app.db.admin, { owner, admin }, { plan: "free" });
    await write({ by: owner, at: new Date("2026-01-01") });
    expect(plain(await page())).toContain("Nothing was changed in the last 7 days.");
  });
});

it("events of one moment are all found by their day", async () => {
  const at = new Date("2026-01-01T00:00:00Z");
  await write(...["A", "B", "C"].map((objectName) => ({ by: owner, objectName, at })));
  expect(lines(await page("?from=2026-01-01&to=2026-01-01"))).toHaveLength(3);
});
