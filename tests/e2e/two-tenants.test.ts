import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { test } from "vitest";
import { expect } from "./harness/expect.ts";
import { createProject, createWorkspace, signUp } from "./harness/journeys.ts";
import { useStage } from "./harness/stage.ts";

const stage = useStage();
const ada = { name: "Ada Byron", email: "ada@example.test", password: "owl lamp river" };
const grace = { name: "Grace Hopper", email: "grace@example.test", password: "moth radio harbour" };

test("two people work in two workspaces, one of them in both, and neither reaches the other's", async () => {
  const [adasPage, gracesPage] = [await stage.visit(), await stage.visit()];
  await signUp(adasPage, ada);
  await createWorkspace(adasPage, "Acme", "acme");
  const acmeProject = await createProject(adasPage, "acme", "Anvils");
  await signUp(gracesPage, grace);
  await createWorkspace(gracesPage, "Globex", "globex");
  const globexProject = await createProject(gracesPage, "globex", "Hammocks");
  await rowhouse("member", "add", "--tenant", "globex", "--email", ada.email, "--role", "member");

  const acmeTab = adasPage;
  const globexTab = await adasPage.context().newPage();
  await globexTab.goto("/globex/projects");
  await acmeTab.goto("/acme/projects");
  await globexTab.getByRole("link", { name: "Hammocks" }).click();
  await addTask(acmeTab, acmeProject, "Forge");
  await addTask(globexTab, globexProject, "Knot");
  await acmeTab.reload();
  await globexTab.reload();
  await expect(acmeTab.locator("[data-card] a")).toHaveText(["Forge"]);
  await expect(globexTab.locator("[data-card] a")).toHaveText(["Knot"]);
  await expect(acmeTab.getByRole("button", { name: /Acme/ })).toBeVisible();
  await expect(globexTab.getByRole("button", { name: /Globex/ })).toBeVisible();
  await expect(acmeTab).toHaveTitle(/Acme/);
  await expect(globexTab).toHaveTitle(/Globex/);

  // Grace learns nothing of acme, not even that it exists.
  await gracesPage.goto(globexProject);
  await expect(gracesPage.getByRole("link", { name: "Knot" })).toBeVisible();
  const acmeProjectId = acmeProject.split("/").at(-1);
  const nowhere = await notFound(gracesPage, "/no-such-workspace");
  for (const path of ["/acme", "/acme/projects", acmeProject, `/globex/projects/${acmeProjectId}`]) {
    expect(await notFound(gracesPage, path)).toBe(nowhere);
  }
});

async function notFound(page: Page, path: string): Promise<string> {
  const response = await page.goto(path);
  expect(response?.status()).toBe(404);
  await expect(page.getByText("You don't have access to this, or it doesn't exist.")).toBeVisible();
  return page.content();
}

async function addTask(page: Page, project: string, title: string): Promise<void> {
  await page.goto(`${project}/tasks/new`);
  await page.getByLabel("Title").fill(title);
  await page.getByRole("button", { name: "Create task" }).click();
  await expect(page.getByRole("link", { name: title })).toBeVisible();
}

async function rowhouse(...args: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, ["cli/rowhouse.ts", ...args], {
    env: { ...process.env, DATABASE_URL: stage.db.url, SESSION_SECRET: stage.db.secret },
  });
}
