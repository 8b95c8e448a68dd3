import type { Route } from "@playwright/test";
import { test } from "vitest";
import { createTenant, createUser } from "#tests/factories/people.ts";
import { expect } from "./harness/expect.ts";
import { interactive } from "./harness/journeys.ts";
import { useStage } from "./harness/stage.ts";

const stage = useStage();
const anyData = /\.data/;
const refusal = (route: Route) => route.fulfill({ status: 429, body: "429" });

async function newProject() {
  const owner = await createUser(stage.db.admin);
  const tenant = await createTenant(stage.db.admin, { owner });
  const page = await stage.visit({ cookie: owner.cookie });
  await page.goto(`/${tenant.slug}/projects/new`);
  await interactive(page);
  return page;
}

test("a form that was refused for a while is sent again in place, as it was typed", async () => {
  const page = await newProject();
  await page.route(anyData, refusal);
  await page.getByLabel("Name").fill("Anvils");
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page.getByRole("alert")).toContainText("Wait a moment, then send it again.");
  await page.unrouteAll();
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Anvils" })).toBeVisible();
});

test("a page that is refused for a moment leads back to itself, and sends nothing", async () => {
  const page = await newProject();
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page.getByText("Enter a name.")).toBeVisible();
  await page.route(anyData, refusal);
  await page.getByRole("link", { name: "Members" }).click();
  await expect(page.getByText("Too many requests")).toBeVisible();
  await page.unrouteAll();
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: "Members" })).toBeVisible();
});
