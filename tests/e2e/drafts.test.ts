import type { Page } from "@playwright/test";
import { describe, test } from "vitest";
import { createSession } from "#tests/factories/people.ts";
import { field, send, useCommentStage, words } from "./harness/comment-stage.ts";
import { expect } from "./harness/expect.ts";
import { interactive } from "./harness/journeys.ts";
import { useStage } from "./harness/stage.ts";

/** What people typed and didn't send, or not yet. */

const stage = useStage();
const at = useCommentStage(stage);

/** Once the page after the sign-out runs its scripts. */
async function draftsForgotten(page: Page): Promise<void> {
  await page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith("draft ")));
}

describe("what is typed comes back", () => {
  const back = "What you typed before is back.";

  test("after a reload and a click elsewhere, until it is thrown away", async () => {
    const page = await at.write();
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
    const page = await at.write();
    await send(page);
    await expect(page.getByRole("article")).toContainText(words);
    await page.reload();
    await interactive(page);
    await expect(field(page)).toHaveValue("");
  });

  test("to nobody else who uses this browser, and to nobody after a sign-out", async () => {
    const page = await at.write();
    const other = await at.anotherOwner();
    await at.signInAs(page, other.session);
    await page.reload();
    await interactive(page);
    await expect(field(page)).toHaveValue("");
    await at.signInAs(page, at.ada.session);
    await page.reload();
    await expect(field(page)).toHaveValue(words);
    await page.getByRole("button", { name: /account menu/ }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await draftsForgotten(page);
    await at.signInAs(page, await createSession(stage.db.admin, at.ada.id));
    await page.goto(at.path);
    await interactive(page);
    await expect(field(page)).toHaveValue("");
  });
});

describe("what is typed into an edit", () => {
  const title = (page: Page) => page.getByLabel("Title");
  const save = (page: Page) => page.getByRole("button", { name: "Save changes" }).click();
  const stale = (page: Page) => page.getByText("Somebody changed this task while you were editing it");

  async function edit(): Promise<Page> {
    const page = await stage.visit({ cookie: at.ada.cookie });
    await page.goto(`${at.path}/edit`);
    await interactive(page);
    return page;
  }

  async function somebodySaves(text: string): Promise<void> {
    await stage.db.admin.query("update tenant.tasks set title = $2, version = version + 1 where id = $1", [
      at.task.id,
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

test("a page that is older than a sign-out keeps nothing that is typed later", async () => {
  const page = await at.write();
  const other = await page.context().newPage();
  await other.goto("/logout");
  await other.getByRole("button", { name: "Sign out" }).click();
  await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await draftsForgotten(other);
  await field(page).pressSequentially(", and more");
  const kept = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("draft ")));
  expect(await kept()).toEqual([]);
});
