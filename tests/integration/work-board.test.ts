import { beforeAll, expect, it } from "vitest";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { createProject, createTask } from "#tests/factories/work.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();
let ada: TestUser;
let ben: TestUser;
let tenant: TestTenant;

beforeAll(async () => {
  ada = await createUser(app.db.admin);
  ben = await createUser(app.db.admin);
  tenant = await createTenant(app.db.admin, { owner: ada, member: ben });
});

async function board(letters: string) {
  const { id: projectId } = await createProject(app.db.admin, { tenant, by: ada });
  const base = `/${tenant.slug}/projects/${projectId}/tasks`;
  for (const title of letters) await app.visitor(ada.cookie).post(`${base}/new`, { title });
  const { rows } = await app.db.admin.query("select id, title from tenant.tasks where project_id = $1", [
    projectId,
  ]);
  const ids = Object.fromEntries(rows.map((row) => [row.title, row.id]));
  return {
    projectId,
    ids,
    move: (letter: string, place: Record<string, string>, by = ada) =>
      app.visitor(by.cookie).post(`${base}/${ids[letter]}/move`, { status: "todo", ...place }),
  };
}

async function column(projectId: string, status = "todo"): Promise<string> {
  const { rows } = await app.db.admin.query(
    "select title from tenant.tasks where project_id = $1 and status = $2 order by position, id",
    [projectId, status],
  );
  return rows.map((row) => row.title).join("");
}

it("a card goes under another, over it, to the top and to the bottom", async () => {
  const { projectId, ids, move } = await board("abcd");
  expect((await move("d", { afterId: ids.a })).status).toBe(302);
  expect(await column(projectId)).toBe("adbc");
  await move("c", { beforeId: ids.a });
  expect(await column(projectId)).toBe("cadb");
  await move("b", { edge: "top" });
  expect(await column(projectId)).toBe("bcad");
  await move("b", {});
  expect(await column(projectId)).toBe("cadb");
  await move("a", { status: "done" });
  expect([await column(projectId), await column(projectId, "done")]).toEqual(["cdb", "a"]);
});

it("a move goes by the neighbour that is still there when the other has gone", async () => {
  const { projectId, ids, move } = await board("abcd");
  await move("b", { status: "done" });
  await move("d", { afterId: ids.b ?? "", beforeId: ids.c ?? "" });
  expect(await column(projectId)).toBe("adc");
});

it("two people can put cards into the same place at once", async () => {
  const { projectId, ids, move } = await board("abcdefgh");
  const answers = await Promise.all(
    [..."cdefgh"].map((letter, at) => move(letter, { afterId: ids.a ?? "" }, at % 2 ? ada : ben)),
  );
  expect(answers.map((answer) => answer.status)).toEqual(Array(6).fill(302));
  const order = await column(projectId);
  expect([order.length, order[0], order.at(-1)]).toEqual([8, "a", "b"]);
  const { rows } = await app.db.admin.query(
    "select count(distinct position)::int as places from tenant.tasks where project_id = $1",
    [projectId],
  );
  expect(rows[0].places).toBe(8);
});

it("the board survives moves and creations in a storm without a failure", async () => {
  const { projectId, ids, move } = await board("abcd");
  const base = `/${tenant.slug}/projects/${projectId}/tasks`;
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, at) => {
      const [letter, other] = [..."abcd"].sort(() => (at % 3) - 1) as [string, string];
      if (at % 5 === 0) return app.visitor(ben.cookie).post(`${base}/new`, { title: "x" });
      return move(
        letter,
        { status: ["todo", "doing"][at % 2] ?? "", afterId: ids[other] ?? "" },
        at % 2 ? ada : ben,
      );
    }),
  );
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([302]));
});

it("cards that were written without places, or with the same, get an order", async () => {
  const { id: projectId } = await createProject(app.db.admin, { tenant, by: ada });
  const cards: Record<string, string> = {};
  for (const title of "abcd")
    cards[title] = (await createTask(app.db.admin, { tenant, by: ada, projectId, title })).id;
  await app.db.admin.query("update tenant.tasks set position = 'no key' where id = $1", [cards.d]);
  const [first = "", second = "", ...others] = await column(projectId);
  const path = `/${tenant.slug}/projects/${projectId}/tasks/${cards.d}/move`;
  const place = { status: "todo", afterId: cards[first] ?? "", beforeId: cards[second] ?? "" };
  expect((await app.visitor(ada.cookie).post(path, place)).status).toBe(302);
  expect(await column(projectId)).toBe(
    [first, "d", second, ...others.filter((title) => title !== "d")].join(""),
  );
});

it("a move refuses an unknown column, and takes another tenant's card for no neighbour", async () => {
  const { projectId, move } = await board("ab");
  expect((await move("a", { status: "later" })).status).toBe(400);
  expect((await move("a", { afterId: "x" })).status).toBe(400);
  const elsewhere = await createTenant(app.db.admin, { owner: ada });
  const foreign = await createTask(app.db.admin, { tenant: elsewhere, by: ada });
  expect((await move("a", { afterId: foreign.id })).status).toBe(302);
  expect(await column(projectId)).toBe("ba");
});
