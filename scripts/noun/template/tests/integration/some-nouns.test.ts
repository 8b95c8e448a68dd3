import { beforeAll, expect, test } from "vitest";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { createSomeNoun } from "#tests/factories/some-nouns.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();
let ada: TestUser;
let ben: TestUser;
let vic: TestUser;
let tenant: TestTenant;
let base: string;

beforeAll(async () => {
  ada = await createUser(app.db.admin);
  ben = await createUser(app.db.admin);
  vic = await createUser(app.db.admin);
  tenant = await createTenant(app.db.admin, { owner: ada, member: ben, viewer: vic });
  base = `/${tenant.slug}/some-nouns`;
});

async function nameOf(id: string): Promise<string | undefined> {
  const { rows } = await app.db.admin.query("select name from tenant.some_nouns where id = $1", [id]);
  return rows[0]?.name;
}

test("a member creates a some noun, and everyone in the tenant finds it in the list", async () => {
  const answer = await app.visitor(ben.cookie).post(`${base}/new`, { name: "  First\r\n", description: "" });
  expect(answer.status).toBe(302);
  const reader = app.visitor(vic.cookie);
  expect((await reader.get(answer.location ?? "")).text).toContain("First");
  expect((await reader.get(base)).text).toContain(`href="${answer.location}"`);
});

test.each([
  [{ name: "" }, "Enter a name."],
  [{ name: "x".repeat(101) }, "Keep the name to 100 characters or fewer."],
  [{ name: "Long", description: "x".repeat(5001) }, "Keep the description to 5,000 characters or fewer."],
])("it refuses %j", async (fields, message) => {
  const answer = await app.visitor(ben.cookie).post(`${base}/new`, fields);
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(message);
});

test("an edit of what was changed meanwhile keeps the text that was typed, and asks again", async () => {
  const { id } = await createSomeNoun(app.db.admin, { tenant, by: ada });
  const path = `${base}/${id}/edit`;
  expect((await app.visitor(ada.cookie).post(path, { name: "Ada's", version: "1" })).status).toBe(302);
  const late = await app.visitor(ben.cookie).post(path, { name: "Ben's", version: "1" });
  expect(late.status).toBe(409);
  expect(late.text).toContain('value="Ben&#x27;s"');
  expect(await nameOf(id)).toBe("Ada's");
  expect((await app.visitor(ben.cookie).post(path, { name: "Ben's", version: "2" })).status).toBe(302);
  expect(await nameOf(id)).toBe("Ben's");
});

test("members delete their own, admins any, and viewers write nothing", async () => {
  const adas = await createSomeNoun(app.db.admin, { tenant, by: ada });
  const bens = await createSomeNoun(app.db.admin, { tenant, by: ben });
  const status = async (person: TestUser, path: string) =>
    (await app.visitor(person.cookie).post(`${base}/${path}`, { name: "Theirs", version: "1" })).status;
  expect(await status(ben, `${adas.id}/delete`)).toBe(403);
  for (const path of ["new", `${bens.id}/edit`, `${bens.id}/delete`])
    expect(await status(vic, path)).toBe(403);
  expect(await status(ben, `${bens.id}/delete`)).toBe(302);
  expect(await status(ada, `${adas.id}/delete`)).toBe(302);
  expect([await nameOf(adas.id), await nameOf(bens.id)]).toEqual([undefined, undefined]);
});

test("ids that are malformed, unknown or another tenant's are answered by the 404", async () => {
  const other = await createTenant(app.db.admin, { owner: ada });
  const foreign = await createSomeNoun(app.db.admin, { tenant: other, by: ada });
  const visitor = app.visitor(ada.cookie);
  for (const id of ["x", "0192f000-0000-7000-8000-000000000000", foreign.id]) {
    for (const page of ["", "/edit", "/delete"])
      expect((await visitor.get(`${base}/${id}${page}`)).status, `${id}${page}`).toBe(404);
    for (const page of ["/edit", "/delete"]) {
      const { status } = await visitor.post(`${base}/${id}${page}`, { name: "Taken over", version: "1" });
      expect(status, `${id}${page}`).toBe(404);
    }
  }
  expect(await nameOf(foreign.id)).toBe("Mind the step");
});
