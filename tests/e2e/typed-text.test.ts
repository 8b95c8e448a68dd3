import type { Page } from "@playwright/test";
import { describe, test } from "vitest";
import { createSession } from "#tests/factories/people.ts";
import { field, problem, send, useCommentStage, words } from "./harness/comment-stage.ts";
import { expect } from "./harness/expect.ts";
import { interactive } from "./harness/journeys.ts";
import { useStage } from "./harness/stage.ts";

/** What people typed into a comment, when something happened meanwhile. */

const stage = useStage();
const at = useCommentStage(stage);

describe("a comment is not lost", () => {
  test("with the session: it is sent in place once one is signed in again", async () => {
    const page = await at.write();
    await at.signInAs(page, null);
    await send(page);
    await expect(problem(page)).toContainText("You are signed out");
    await expect(problem(page).getByRole("link", { name: "Sign in" })).toBeVisible();
    await at.signInAs(page, await createSession(stage.db.admin, at.ada.id));
    await send(page);
    await expect(page.getByRole("article")).toContainText(words);
    await expect(field(page)).toHaveValue("");
  });

  test("to another account, which the page doesn't show", async () => {
    const page = await at.write();
    const other = await at.anotherOwner();
    await at.signInAs(page, other.session);
    await send(page);
    await expect(problem(page)).toContainText("You are signed in with another account now");
    await expect(field(page)).toHaveValue(words);
    expect(await at.comments()).toEqual([]);
  });

  const changes: [what: string, statement: (id: string) => [string, string[]], told: string][] = [
    [
      "with a role",
      () => ["update control.memberships set role = 'viewer' where user_id = $1", [at.ada.id]],
      "Your role doesn't allow this any more",
    ],
    ["with its task", (id) => ["delete from tenant.tasks where id = $1", [id]], "This isn't here any more"],
    [
      "with its project, which rests",
      () => ["update tenant.projects set archived_at = now() where id = $1", [at.task.projectId]],
      "This project is archived now",
    ],
    [
      "with a membership",
      () => ["delete from control.memberships where user_id = $1", [at.ada.id]],
      "This isn't here any more",
    ],
  ];
  test.each(changes)("%s", async (_what, statement, told) => {
    const page = await at.write();
    await stage.db.admin.query(...statement(at.task.id));
    await send(page);
    await expect(problem(page)).toContainText(told);
    await expect(field(page)).toHaveValue(words);
    await expect(page.getByRole("heading", { level: 1, name: "Buy nails" })).toBeVisible();
    expect(await at.comments()).toEqual([]);
  });

  test("with a script that is gone with an older release", async () => {
    const page = await stage.visit({ cookie: at.ada.cookie, isBroken: true });
    await page.goto(at.path);
    await interactive(page);
    await page.route(/\/assets\/new-/, (route) => route.fulfill({ status: 404 }));
    await field(page).fill(words);
    await send(page);
    await expect(page.getByRole("article")).toContainText(words);
    expect(await at.comments()).toEqual([words]);
  });

  test("with a script that can't be loaded, because nothing can", async () => {
    const page = await stage.visit({ cookie: at.ada.cookie, isBroken: true });
    await page.goto(at.path);
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
    const page = await at.write({ isBroken: true });
    await page.context().setOffline(true);
    await send(page);
    await expect(problem(page)).toContainText("No answer came");
    await page.context().setOffline(false);
    await send(page);
    await expect(page.getByRole("article")).toContainText(words);
    expect(await at.comments()).toEqual([words]);
  });
});

test("a second comment is not taken for the first, whose answer came and whose page didn't", async () => {
  const page = await at.write({ isBroken: true });
  await page.route(/\.data/, (route) =>
    route.request().method() === "GET" ? route.abort() : route.continue(),
  );
  await send(page);
  await expect(field(page)).toHaveValue("");
  await page.unrouteAll();
  await field(page).fill("Another thought");
  await send(page);
  await expect(page.getByRole("article").last()).toContainText("Another thought");
  expect(await at.comments()).toEqual([words, "Another thought"]);
});

test("what is typed while a comment is sent stays", async () => {
  const page = await at.write();
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
  const page = await at.write({ isBroken: true });
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
  expect(await at.comments()).toEqual([words]);
});

describe("without scripts", () => {
  async function writeWithout(): Promise<Page> {
    const page = await stage.visit({ cookie: at.ada.cookie, javaScriptEnabled: false });
    await page.goto(at.path);
    await field(page).fill(words);
    return page;
  }
  const copy = (page: Page) => page.getByLabel("Comment");

  test("a comment can be copied from the page that says that one is signed out", async () => {
    const page = await writeWithout();
    await at.signInAs(page, null);
    await send(page);
    await expect(page.getByRole("heading", { name: "You are signed out" })).toBeVisible();
    await expect(copy(page)).toHaveValue(words);
  });

  test("a comment is not stored under another account", async () => {
    const page = await writeWithout();
    const other = await at.anotherOwner();
    await at.signInAs(page, other.session);
    await send(page);
    await expect(
      page.getByRole("heading", { name: "You are signed in with another account now" }),
    ).toBeVisible();
    await expect(copy(page)).toHaveValue(words);
    expect(await at.comments()).toEqual([]);
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
    await stage.db.admin.query(statement, [at.task.id]);
    await send(page);
    await expect(page.getByRole("heading", { level: 1, name: told })).toBeVisible();
    await expect(copy(page)).toHaveValue(words);
  });
});
