import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { beforeAll, describe, test } from "vitest";
import type { TestUser } from "#tests/factories/people.ts";
import { everyPage } from "./harness/every-page.ts";
import { expect } from "./harness/expect.ts";
import { interactive } from "./harness/journeys.ts";
import { pagePaths } from "./harness/pages.ts";
import { useStage } from "./harness/stage.ts";

const stage = useStage();
const widths = [360, 1440];
const colorSchemes = ["light", "dark"] as const;
let ada: TestUser;
let values: Record<string, string>;

beforeAll(async () => {
  ({ ada, values } = await everyPage(stage));
});

async function violations(page: Page): Promise<string[]> {
  const found: string[] = [];
  let axeSource: string | undefined;
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of colorSchemes) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      // One frame and nothing to fetch: axe needs no second page.
      const axe = new AxeBuilder({ page, axeSource }).setLegacyMode().options({
        preload: false,
        resultTypes: ["violations"],
        // The themes differ by their colours alone.
        ...(colorScheme === "dark" && { runOnly: ["color-contrast"] }),
      });
      // Once read, it stays in the page.
      axeSource = ";";
      for (const { id, nodes } of (await axe.analyze()).violations)
        found.push(...nodes.map(({ target }) => `${id}: ${target} at ${width}, ${colorScheme}`));
    }
  }
  return found;
}

// Each test looks at dozens of pages, in both themes.
describe("axe finds nothing", { timeout: 180_000 }, () => {
  test("on any page for people who are not signed in", async () => {
    expect(await violationsOf(await stage.visit())).toEqual({});
  });

  test("on any page of a user who owns a workspace and is the operator", async () => {
    expect(await violationsOf(await stage.visit({ cookie: ada.cookie }))).toEqual({});
  });

  test("on empty and closed workspaces, a wrong form, the switcher and a dialog", async () => {
    const page = await stage.visit({ cookie: ada.cookie });
    const found: Record<string, string[]> = {};
    const closed = ["/asleep", "/asleep/billing", "/deleted", "/deleted/danger"];
    for (const path of ["/empty", "/empty/projects", "/empty/projects?q=x", ...closed]) {
      await page.goto(path);
      found[path] = await violations(page);
    }
    await page.goto("/acme/audit");
    for (const line of await page.locator("summary").all()) await line.click();
    found["open events"] = await violations(page);
    await page.goto("/empty/projects/new");
    await page.getByRole("button", { name: "Create project" }).click();
    await expect(page.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
    found["a wrong form"] = await violations(page);

    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`/acme/projects/${values.projectId}`);
    await interactive(page);
    await page.getByRole("button", { name: "switch workspace" }).click();
    found["the switcher"] = await violations(page);
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole("button", { name: /^More for/ }).click();
    await page.getByRole("button", { name: "Delete project…" }).click();
    await expect(page.getByRole("dialog", { name: /^Delete “/ })).toBeVisible();
    found["a dialog"] = await violations(page);
    expect(Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0))).toEqual({});
  });
});

async function violationsOf(page: Page): Promise<Record<string, string[]>> {
  const wrong: Record<string, string[]> = {};
  for (const path of pagePaths(values)) {
    await page.goto(path);
    if (new URL(page.url()).pathname !== path) continue;
    const found = await violations(page);
    if (found.length > 0) wrong[path] = found;
  }
  return wrong;
}
