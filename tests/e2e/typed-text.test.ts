import type { Page } from "@playwright/test";
import { beforeEach, describe, test } from "vitest";
import { cookieOf, createSession, createTenant, createUser, type TestUser } from "#tests/factories/people.ts";
import { createTask } from "#tests/factories/work.ts";
import { expect } from "./harness/expect.ts";
import { interactive } from "./harness/journeys.ts";
import { useStage } from "./harness/stage.ts";

/** What people typed, when something happened meanwhile. */

const stage = useStage();
const words = "A long thought that nobody wants to write twice";
let ada: TestUser;
let tenantId: string;
let task: { id: string; projectId: string };
let path: string;

beforeEach(async () => {
  const { admin } = stage.db;
  ada = await createUser(admin);
  const owner = await createUser(admin, { name: "Grace Hopper" });
  const tenant = await createTenant(admin, { owner, member: ada });
  tenantId = tenant.id;
  task = await createTask(admin, { tenant, by: ada });
  path = `/${tenant.slug}/projects/${task.projectId}/tasks/${task.id}`;
});

async function signInAs(page: Page, session: string | null): Promise<void> {
  await page.context().clearCookies();
  const [name = "", value = ""] = session === null ? [] : cookieOf(session).split("=");
  if (session !== null) await page.context().addCookies([{ name, value, url: stage.origin }]);
}

async function comments(): Promise<string[]> {
  const { rows } = await stage.db.admin.query("select body from tenant.comments where task_id = $1", [
    task.id,
  ]);
  return rows.map(({ body }) => body);
}

const field = (page: Page) => page.getByRole("textbox", { name: "Comment" });
const problem = (page: Page) => page.locator("#comments").getByRole("alert");

async function writeComment(options: { isBroken?: boolean } = {}): Promise<Page> {
  const page = await stage.visit({ cookie: ada.cookie, ...options });
  await page.goto(path);
  await interactive(page);
  await field(page).fill(words);
  return page;
}

/** Once the page after the sign-out runs its scripts. */
async function draftsForgotten(page: Page): Promise<void> {
  await page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith("draft ")));
}

async function send(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Add comment" }).click();
}

describe("a comment is not lost", () => {
  test("with the session: it is sent in place once one is signed in again", async () => {
    const page = await writeComment();
    await signInAs(page, null);
    await send(page);
    await expect(problem(page)).toContainText("You are signed out");
    await expect(problem(page).getByRole("link", { name: "Sign in" })).toBeVisible();
    await signInAs(page, await createSession(stage.db.admin, ada.id));
    await send(page);
    await expect(page.getByRole("article")).toContainText(words);
    await expect(field(page)).toHaveValue("");
  });

  test("to another account, which the page doesn't show", async () => {
    const page = await writeComment();
    const other = await createUser(stage.db.admin);
    await stage.db.admin.query(
      "insert into control.memberships (tenant_id, user_id, role) values ($1, $2, 'owner')",
      [tenantId, other.id],
    );
    await signInAs(page, other.session);
    await send(page);
    await expect(problem(page)).toContainText("You are signed in as somebody else now");
    await expect(field(page)).toHaveValue(words);
    expect(await comments()).toEqual([]);
  });

  const changes: [what: string, statement: (id: string) => [string, string[]], told: string][] = [
    [
      "with a role",
      () => ["update control.memberships set role = 'viewer' where user_id = $1", [ada.id]],
      "Your role doesn't allow this any more",
    ],
    ["with its task", (id) => ["delete from tenant.tasks where id = $1", [id]], "This isn't here any more"],
    [
      "with its project, which rests",
      () => ["update tenant.projects set archived_at = now() where id = $1", [task.projectId]],
      "This project is archived now",
    ],
    [
      "with a membership",
      () => ["delete from control.memberships where user_id = $1", [ada.id]],
      "This isn't here any more",
    ],
  ];
  test.each(changes)("%s", async (_what, statement, told) => {
    const page = await writeComment();
    await stage.db.admin.query(...statement(task.id));
    await send(page);
    await expect(problem(page)).toContainText(told);
    await expect(field(page)).toHaveValue(words);
    await expect(page.getByRole("heading", { level: 1, name: "Buy nails" })).toBeVisible();
    expect(await comments()).toEqual([]);
  });

  test("with a script that is gone with an older release", async () => {
    const page = await stage.visit({ cookie: ada.cookie, isBroken: true });
    await page.goto(path);
    await interactive(page);
    await page.route(/\/assets\/new-/, (route) => route.fulfill({ status: 404 }));
    await field(page).fill(words);
    await send(page);
    await expect(page.getByRole("article")).toContainText(words);
    expect(await comments()).toEqual([words]);
  });

  test("with a script that can't be loaded, because nothing can", async () => {
    const page = await stage.visit({ cookie: ada.cookie, isBroken: true });
    await page.goto(path);
    await interactive(page);
    await page.route(/./, (route) => route.abort());
    await field(page).fill(words);
    await send(page);
    await expect(problem(page)).toContainText("No answer came");
    await expect(field(page)).toHaveValue(words);
    await page.unrouteAll();
    await send(page);
    await expect(page.getByRole("article")).toContainText(words);
  });

  test("with the network, and is stored once", async () => {
    const page = await writeComment({ isBroken: true });
    await page.context().setOffline(true);
    await send(page);
    await expect(problem(page)).toContainText("No answer came");
    await page.context().setOffline(false);
    await send(page);
    await expect(page.getByRole("article")).toContainText(words);
    expect(await comments()).toEqual([words]);
  });
});

describe("what is typed comes back", () => {
  const back = "What you typed before is back.";

  test("after a reload and a click elsewhere, until it is thrown away", async () => {
    const page = await writeComment();
    await page.reload();
    await expect(field(page)).toHaveValue(words);
    await expect(page.getByText(back)).toBeVisible();
    await page.getByRole("link", { name: "Projects" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Projects" })).toBeVisible();
    await page.goBack();
    await expect(field(page)).toHaveValue(words);
    await page.getByRole("button", { name: "Discard it" }).click();
    await expect(field(page)).toHaveValue("");
    await page.reload();
    await interactive(page);
    await expect(field(page)).toHaveValue("");
  });

  test("no more once it is stored", async () => {
    const page = await writeComment();
    await send(page);
    await expect(page.getByRole("article")).toContainText(words);
    await page.reload();
    await interactive(page);
    await expect(field(page)).toHaveValue("");
  });

  test("to nobody else who uses this browser, and to nobody after a sign-out", async () => {
    const page = await writeComment();
    const other = await createUser(stage.db.admin);
    await stage.db.admin.query(
      "insert into control.memberships (tenant_id, user_id, role) values ($1, $2, 'owner')",
      [tenantId, other.id],
    );
    await signInAs(page, other.session);
    await page.reload();
    await interactive(page);
    await expect(field(page)).toHaveValue("");
    await signInAs(page, ada.session);
    await page.reload();
    await expect(field(page)).toHaveValue(words);
    await page.getByRole("button", { name: /account menu/ }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await draftsForgotten(page);
    await signInAs(page, await createSession(stage.db.admin, ada.id));
    await page.goto(path);
    await interactive(page);
    await expect(field(page)).toHaveValue("");
  });

  test("with the version that it began with, so that it replaces nothing unseen", async () => {
    const page = await stage.visit({ cookie: ada.cookie });
    await page.goto(`${path}/edit`);
    await interactive(page);
    await page.getByLabel("Title").fill("Buy bolts");
    await stage.db.admin.query("update tenant.tasks set title = 'Buy screws', version = 2 where id = $1", [
      task.id,
    ]);
    await page.reload();
    await expect(page.getByLabel("Title")).toHaveValue("Buy bolts");
    await page.getByRole("button", { name: "Save changes" }).click();
    await expect(page.getByText("Somebody changed this task while you were editing it")).toBeVisible();
    await expect(page.getByLabel("Title")).toHaveValue("Buy bolts");
  });
});

describe("what is typed into an edit", () => {
  const title = (page: Page) => page.getByLabel("Title");
  const save = (page: Page) => page.getByRole("button", { name: "Save changes" }).click();
  const stale = (page: Page) => page.getByText("Somebody changed this task while you were editing it");

  async function edit(): Promise<Page> {
    const page = await stage.visit({ cookie: ada.cookie });
    await page.goto(`${path}/edit`);
    await interactive(page);
    return page;
  }

  async function somebodySaves(text: string): Promise<void> {
    await stage.db.admin.query("update tenant.tasks set title = $2, version = version + 1 where id = $1", [
      task.id,
      text,
    ]);
  }

  test("and comes back, replaces nothing unseen, also after it was refused once", async () => {
    const page = await edit();
    await title(page).fill("Buy bolts");
    await somebodySaves("Buy screws");
    await page.reload();
    await expect(title(page)).toHaveValue("Buy bolts");
    await title(page).fill("");
    await save(page);
    await expect(title(page)).toHaveAttribute("aria-invalid", "true");
    await title(page).fill("Buy bolts");
    await save(page);
    await expect(stale(page)).toBeVisible();
  });

  test("is no draft any more once it is saved, and can be edited again", async () => {
    const page = await edit();
    for (const text of ["Buy bolts", "Buy nuts"]) {
      await title(page).fill(text);
      await save(page);
      await expect(page.getByRole("heading", { level: 1, name: text })).toBeVisible();
      await page.getByRole("link", { name: "Edit task" }).click();
      await expect(title(page)).toHaveValue(text);
    }
    await expect(page.getByText("What you typed before is back.")).toHaveCount(0);
  });

  test("and discarded, gives back what is stored", async () => {
    const page = await edit();
    await title(page).fill("Buy bolts");
    await somebodySaves("Buy screws");
    await page.reload();
    await page.getByRole("button", { name: "Discard it" }).click();
    await expect(title(page)).toHaveValue("Buy screws");
    await expect(title(page)).toBeFocused();
    await title(page).fill("Buy rivets");
    await save(page);
    await expect(page.getByRole("heading", { level: 1, name: "Buy rivets" })).toBeVisible();
  });
});

test("a second comment is not taken for the first, whose answer came and whose page didn't", async () => {
  const page = await writeComment({ isBroken: true });
  await page.route(/\.data/, (route) =>
    route.request().method() === "GET" ? route.abort() : route.continue(),
  );
  await send(page);
  await expect(field(page)).toHaveValue("");
  await page.unrouteAll();
  await field(page).fill("Another thought");
  await send(page);
  await expect(page.getByRole("article").last()).toContainText("Another thought");
  expect(await comments()).toEqual([words, "Another thought"]);
});

test("what is typed while a comment is sent stays", async () => {
  const page = await writeComment();
  const held = Promise.withResolvers<void>();
  await page.route(/\.data/, async (route) => {
    if (route.request().method() === "POST") await held.promise;
    await route.continue();
  });
  await send(page);
  await field(page).press("End");
  await field(page).pressSequentially(", and more");
  held.resolve();
  await expect(page.getByRole("article")).toContainText(words);
  await expect(field(page)).toHaveValue(`${words}, and more`);
});

test("a comment whose answer got lost is stored once, also after a reload", async () => {
  const page = await writeComment({ isBroken: true });
  await page.route(/\.data/, async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    await route.fetch({ maxRedirects: 0 });
    return route.abort();
  });
  await send(page);
  await expect(problem(page)).toContainText("No answer came");
  await page.unrouteAll();
  await page.reload();
  await expect(field(page)).toHaveValue(words);
  await send(page);
  await expect(field(page)).toHaveValue("");
  expect(await comments()).toEqual([words]);
});

test("a page that is older than a sign-out keeps nothing that is typed later", async () => {
  const page = await writeComment();
  const other = await page.context().newPage();
  await other.goto("/logout");
  await other.getByRole("button", { name: "Sign out" }).click();
  await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await draftsForgotten(other);
  await field(page).pressSequentially(", and more");
  const kept = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("draft ")));
  expect(await kept()).toEqual([]);
});

describe("without scripts", () => {
  async function writeWithout(): Promise<Page> {
    const page = await stage.visit({ cookie: ada.cookie, javaScriptEnabled: false });
    await page.goto(path);
    await field(page).fill(words);
    return page;
  }
  const copy = (page: Page) => page.getByLabel("Comment");

  test("a comment can be copied from the page that says that one is signed out", async () => {
    const page = await writeWithout();
    await signInAs(page, null);
    await send(page);
    await expect(page.getByRole("heading", { name: "You are signed out" })).toBeVisible();
    await expect(copy(page)).toHaveValue(words);
  });

  test("a comment is not stored under another account", async () => {
    const page = await writeWithout();
    const other = await createUser(stage.db.admin);
    await stage.db.admin.query(
      "insert into control.memberships (tenant_id, user_id, role) values ($1, $2, 'owner')",
      [tenantId, other.id],
    );
    await signInAs(page, other.session);
    await send(page);
    await expect(page.getByRole("heading", { name: "You are signed in as somebody else now" })).toBeVisible();
    await expect(copy(page)).toHaveValue(words);
    expect(await comments()).toEqual([]);
  });

  test.each([
    ["deleted", "delete from tenant.tasks where id = $1", "Not found"],
    [
      "archived with its project",
      "update tenant.projects set archived_at = now() where id = (select project_id from tenant.tasks where id = $1)",
      "This project is archived",
    ],
  ])("a comment on a task that was %s can be copied", async (_what, statement, told) => {
    const page = await writeWithout();
    await stage.db.admin.query(statement, [task.id]);
    await send(page);
    await expect(page.getByRole("heading", { level: 1, name: told })).toBeVisible();
    await expect(copy(page)).toHaveValue(words);
  });
});
