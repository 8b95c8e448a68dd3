import type { Page } from "@playwright/test";
import { expect } from "./expect.ts";

export interface Person {
  name: string;
  email: string;
  password: string;
}

export async function signUp(page: Page, { name, email, password }: Person): Promise<void> {
  await page.goto("/signup");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Your workspaces" })).toBeVisible();
}

export async function signIn(page: Page, { email, password }: Omit<Person, "name">): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Your workspaces" })).toBeVisible();
}

export async function createWorkspace(page: Page, name: string, slug: string): Promise<void> {
  await page.goto("/new");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Address").fill(slug);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page).toHaveURL(`/${slug}`);
}

export async function createProject(page: Page, slug: string, name: string): Promise<string> {
  await page.goto(`/${slug}/projects/new`);
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  return new URL(page.url()).pathname;
}

/** Waits until the page's scripts listen: they miss what is typed before. */
export async function interactive(page: Page): Promise<void> {
  // React marks the document as its root in the step in which it begins to listen.
  await page.waitForFunction(() => Object.keys(document).some((key) => key.startsWith("__reactContainer$")));
}
