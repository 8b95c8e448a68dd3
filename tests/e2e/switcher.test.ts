import type { Page } from "@playwright/test";
import { beforeAll, test } from "vitest";
import { createTenant, createUser, type TestUser } from "#tests/factories/people.ts";
import { expect } from "./harness/expect.ts";
import { interactive } from "./harness/journeys.ts";
import { useStage } from "./harness/stage.ts";

const stage = useStage();
let ada: TestUser;

beforeAll(async () => {
  ada = await createUser(stage.db.admin);
  for (const name of ["Acme", "Globex", "Glow", "Initech"]) {
    await createTenant(stage.db.admin, { owner: ada }, { name, slug: name.toLowerCase() });
  }
});

const search = (page: Page) => page.getByRole("searchbox", { name: "Find a workspace" });
const entry = (page: Page, name: string) => page.getByRole("dialog").getByRole("button", { name });

test("the switcher is used by keyboard alone", async () => {
  const page = await stage.visit({ cookie: ada.cookie });
  await page.goto("/acme");
  await interactive(page);
  const opener = page.getByRole("button", { name: "Acme switch workspace" });

  await opener.focus();
  await page.keyboard.press("Enter");
  await expect(search(page)).toBeFocused();
  await expect(entry(page, "Acme")).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("Escape");
  await expect(search(page)).toBeHidden();
  await expect(opener).toBeFocused();

  await page.keyboard.press("ArrowDown");
  await expect(search(page)).toBeFocused();
  await page.keyboard.type("gl");
  await expect(entry(page, "Initech")).toBeHidden();
  await page.keyboard.press("ArrowDown");
  await expect(entry(page, "Globex")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(entry(page, "Glow")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("link", { name: "Create a workspace" })).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/glow");
  await expect(search(page)).toBeHidden();
});

test("Control and K opens the switcher, and Enter takes the first that is found", async () => {
  const page = await stage.visit({ cookie: ada.cookie });
  await page.goto("/glow/members");
  await interactive(page);
  await expect(async () => {
    await page.keyboard.press("Control+k");
    await expect(search(page)).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.type("initech");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/initech");
  await expect(page).toHaveTitle(/Initech/);
});

test("a search that finds nothing says so, and Enter stays here", async () => {
  const page = await stage.visit({ cookie: ada.cookie });
  await page.goto("/acme");
  await interactive(page);
  await page.getByRole("button", { name: "Acme switch workspace" }).press("ArrowDown");
  await search(page).fill("umbrella");
  await expect(page.getByText("No workspace has this name.")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(search(page)).toBeFocused();
  await expect(page).toHaveURL("/acme");
});
