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
  await createTenant(stage.db.admin, { owner: ada }, { slug: "acme", name: "Acme" });
});

function brightness(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    if (!canvas) throw new Error("No canvas");
    canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / 3 / 255;
  });
}

test("a theme is chosen at once, kept, and part of the document, so that no page flashes in another", async () => {
  const page = await stage.visit({ cookie: ada.cookie, colorScheme: "light" });
  await page.goto("/acme");
  await interactive(page);
  expect(await brightness(page)).toBeGreaterThan(0.9);

  const kept = page.waitForResponse("/theme");
  await page.getByRole("button", { name: "Ada Byron" }).click();
  await page.getByRole("button", { name: "Dark" }).click();
  expect(await brightness(page)).toBeLessThan(0.2);
  await kept;
  const document = await page.reload();
  expect(await document?.text()).toContain('data-theme="dark"');
  expect(await brightness(page)).toBeLessThan(0.2);

  await page.getByRole("button", { name: "Ada Byron" }).click();
  const keptAgain = page.waitForResponse("/theme");
  await page.getByRole("button", { name: "System" }).click();
  await keptAgain;
  expect(await brightness(page)).toBeGreaterThan(0.9);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await brightness(page)).toBeLessThan(0.2);
});

test("on a phone the navigation is a sheet, which closes where it leads to", async () => {
  const page = await stage.visit({
    cookie: ada.cookie,
    viewport: { width: 360, height: 740 },
    hasTouch: true,
  });
  await page.goto("/acme");
  await interactive(page);
  const projects = page.getByRole("link", { name: "Projects", exact: true });
  await expect(projects).toBeHidden();
  await page.getByRole("button", { name: "Menu" }).tap();
  await projects.tap();
  await expect(page).toHaveURL("/acme/projects");
  await expect(page.getByRole("heading", { name: "Projects" })).toBeVisible();
  await expect(projects).toBeHidden();
  await page.getByRole("button", { name: "Menu" }).tap();
  await page.keyboard.press("Escape");
  await expect(projects).toBeHidden();
  await expect(page.getByRole("button", { name: "Menu" })).toBeFocused();
});

test("the first Tab leads to a link that skips to the content", async () => {
  const page = await stage.visit({ cookie: ada.cookie });
  await page.goto("/acme/projects");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

test("a row that is one link shows the keyboard focus as a whole", async () => {
  const page = await stage.visit({ cookie: ada.cookie });
  await page.goto("/");
  await page.getByRole("link", { name: "Create a workspace" }).focus();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Acme" })).toBeFocused();
  await expect(page.getByRole("listitem").filter({ hasText: "Acme" })).toHaveCSS("outline-style", "solid");
});

test.each([360, 720])("the audit log's filter fields stand in columns at %i pixels", async (width) => {
  const page = await stage.visit({ cookie: ada.cookie, viewport: { width, height: 900 } });
  await page.goto("/acme/audit?what=member");
  const sides = async (label: string) => {
    const box = await page.getByLabel(label, { exact: true }).boundingBox();
    return [box?.x, box?.width];
  };
  expect(await sides("Person")).toEqual(await sides("From"));
  expect(await sides("What was done")).toEqual(await sides("To"));
});

test("the landing page fits the narrowest window", async () => {
  const page = await stage.visit({ viewport: { width: 180, height: 500 } });
  await page.goto("/");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(180);
});
