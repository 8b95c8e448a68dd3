import type { Locator, Page, Route } from "@playwright/test";
import { test } from "vitest";
import { expect } from "./harness/expect.ts";
import { createProject, createWorkspace, interactive, signUp } from "./harness/journeys.ts";
import { useStage } from "./harness/stage.ts";

const stage = useStage();
const ada = { name: "Ada Byron", email: "ada@example.test", password: "owl lamp river" };

const column = (page: Page, name: string): Locator => page.getByRole("region", { name });

async function expectBoard(page: Page, titles: Record<string, string[]>): Promise<void> {
  for (const [name, wanted] of Object.entries(titles)) {
    await expect(column(page, name).locator("[data-card] a")).toHaveText(wanted);
  }
}

/** A move shows at once and is saved behind it. */
async function moving(page: Page, move: () => Promise<void>): Promise<void> {
  const saved = page.waitForResponse(/\/move\.data$/);
  await move();
  expect((await saved).status()).toBe(202);
}

test("a new user signs up, creates a workspace, a project and tasks, and orders the board", async () => {
  const page = await stage.visit();
  await page.goto("/");
  await page.getByRole("link", { name: "Create an account" }).click();
  await expect(page.getByText("this account will run the installation")).toBeVisible();
  await signUp(page, ada);

  await page.getByRole("link", { name: "Create a workspace" }).click();
  await page.getByLabel("Name").fill("Müller & Söhne");
  await expect(page.getByLabel("Address")).toHaveValue("muller-sohne");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page).toHaveURL("/muller-sohne");

  await page.getByRole("link", { name: "Create your first project" }).click();
  await page.getByLabel("Name").fill("Rebuild the porch");
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page.getByRole("heading", { name: "Rebuild the porch" })).toBeVisible();

  for (const title of ["Buy nails", "Saw the beams", "Paint"]) {
    await page.getByRole("link", { name: "New task" }).first().click();
    await page.getByLabel("Title").fill(title);
    await page.getByLabel("Assignee").selectOption(ada.name);
    await page.getByRole("button", { name: "Create task" }).click();
    await expect(page.getByRole("link", { name: title })).toBeVisible();
  }
  await expectBoard(page, { "To do": ["Buy nails", "Saw the beams", "Paint"], Doing: [], Done: [] });

  await moving(page, () => moveByKeys(page, "Paint", ["ArrowUp", "ArrowUp"]));
  await expect(page.getByText("Paint dropped. To do, 1 of 3.")).toBeAttached();
  await moving(page, () => moveByKeys(page, "Saw the beams", ["ArrowRight"]));
  await moving(page, () => moveByPointer(page, "Buy nails", "Done"));
  const ordered = { "To do": ["Paint"], Doing: ["Saw the beams"], Done: ["Buy nails"] };
  await expectBoard(page, ordered);

  await page.reload();
  await expectBoard(page, ordered);
  await moving(page, () => moveByPointer(page, "Paint", "Done"));
  await page.reload();
  await expectBoard(page, { "To do": [], Doing: ["Saw the beams"], Done: ["Buy nails", "Paint"] });
});

test("a card that is let go with Escape goes back, and nothing is saved", async () => {
  const page = await stage.visit();
  await signUp(page, { ...ada, email: "grace@example.test" });
  await createWorkspace(page, "Globex", "globex");
  await createProject(page, "globex", "Attic");
  await page.getByRole("link", { name: "New task" }).first().click();
  await page.getByLabel("Title").fill("Sweep");
  await page.getByRole("button", { name: "Create task" }).click();

  const moves: string[] = [];
  page.on("request", (request) => request.url().endsWith("/move.data") && moves.push(request.url()));
  const handle = page.getByRole("button", { name: "Move Sweep" });
  await handle.press("Space");
  await handle.press("ArrowRight");
  await expectBoard(page, { "To do": [], Doing: ["Sweep"] });
  await handle.press("Escape");
  await expectBoard(page, { "To do": ["Sweep"], Doing: [] });
  await expect(handle).toBeFocused();
  await page.reload();
  await expectBoard(page, { "To do": ["Sweep"], Doing: [] });
  expect(moves).toEqual([]);
});

async function moveByKeys(page: Page, title: string, arrows: string[]): Promise<void> {
  await interactive(page);
  const handle = page.getByRole("button", { name: `Move ${title}` });
  await handle.press("Space");
  await expect(handle).toHaveAttribute("aria-pressed", "true");
  for (const arrow of arrows) await handle.press(arrow);
  await handle.press("Space");
  await expect(handle).toBeFocused();
}

async function moveByPointer(page: Page, title: string, to: string): Promise<void> {
  await interactive(page);
  const target = column(page, to);
  const box = await target.boundingBox();
  if (!box) throw new Error(`There is no column ${to}`);
  await page.locator("[data-card]").filter({ hasText: title }).hover();
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 8, { steps: 5 });
  await expect(target.locator("[data-lifted]")).toContainText(title);
  await page.mouse.up();
}

test.each([
  ["no network", (route: Route) => route.abort("internetdisconnected"), "No answer came"],
  ["no session", (route: Route) => route.fulfill({ status: 401, body: "signed-out" }), "You are signed out"],
  ["no database", (route: Route) => route.fulfill({ status: 503, body: "503" }), "can't reach its data"],
])("with %s a card goes back, says why, and can be moved again", async (_what, fails, told) => {
  const page = await stage.visit({ isBroken: true });
  await signUp(page, { ...ada, email: `${crypto.randomUUID()}@example.test` });
  const slug = `b-${crypto.randomUUID().slice(0, 8)}`;
  await createWorkspace(page, "Initech", slug);
  await createProject(page, slug, "Attic");
  await page.getByRole("link", { name: "New task" }).first().click();
  await page.getByLabel("Title").fill("Sweep");
  await page.getByRole("button", { name: "Create task" }).click();
  await expectBoard(page, { "To do": ["Sweep"], Doing: [] });

  await page.route(/\.data/, fails);
  await moveByKeys(page, "Sweep", ["ArrowRight"]);
  await expect(page.getByRole("alert")).toContainText("“Sweep” is back where it was");
  await expect(page.getByRole("alert")).toContainText(told);
  await expectBoard(page, { "To do": ["Sweep"], Doing: [] });
  await page.unrouteAll();
  await moving(page, () => page.getByRole("button", { name: "Try again" }).click());
  await expectBoard(page, { "To do": [], Doing: ["Sweep"] });
  await expect(page.getByRole("alert")).toHaveCount(0);
});
