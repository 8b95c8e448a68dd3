import { beforeAll, test } from "vitest";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { createProject, createTask } from "#tests/factories/work.ts";
import { expect } from "./harness/expect.ts";
import { interactive } from "./harness/journeys.ts";
import { useStage } from "./harness/stage.ts";

const stage = useStage();
let ada: TestUser;
let acme: TestTenant;

beforeAll(async () => {
  ada = await createUser(stage.db.admin);
  acme = await createTenant(stage.db.admin, { owner: ada }, { slug: "acme", plan: "free" });
});

test("an edit that another edit overtook is refused, and keeps what was typed", async () => {
  const page = await stage.visit({ cookie: ada.cookie });
  const other = await page.context().newPage();
  const { id, projectId } = await createTask(stage.db.admin, { tenant: acme, by: ada });
  const path = `/acme/projects/${projectId}/tasks/${id}`;
  await page.goto(`${path}/edit`);
  await other.goto(`${path}/edit`);
  await interactive(page);

  await other.getByLabel("Title").fill("Buy screws");
  await other.getByRole("button", { name: "Save changes" }).click();
  await expect(other.getByRole("heading", { level: 1, name: "Buy screws" })).toBeVisible();

  await page.getByLabel("Title").fill("Buy bolts");
  await page.getByLabel("Description").fill("A long thought");
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Save changes" }).click();
  expect((await answer).status()).toBe(409);
  await expect(page.getByText("Somebody changed this task while you were editing it")).toBeVisible();
  await expect(page.getByRole("main").getByText("Buy screws").last()).toBeVisible();
  await expect(page.getByLabel("Title")).toHaveValue("Buy bolts");
  await expect(page.getByLabel("Description")).toHaveValue("A long thought");

  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Buy bolts" })).toBeVisible();
});

test("the page of a task that was deleted meanwhile says that it is not there", async () => {
  const page = await stage.visit({ cookie: ada.cookie });
  const { id, projectId } = await createTask(stage.db.admin, { tenant: acme, by: ada, title: "Gone soon" });
  await page.goto(`/acme/projects/${projectId}`);
  await interactive(page);
  await stage.db.admin.query("delete from tenant.tasks where id = $1", [id]);
  await page.getByRole("link", { name: "Gone soon" }).click();
  await expect(page.getByText("You don't have access to this, or it doesn't exist.")).toBeVisible();
});

test("the sixth project of the free plan is refused, and the page says how to go on", async () => {
  const page = await stage.visit({ cookie: ada.cookie });
  const globex = await createTenant(
    stage.db.admin,
    { owner: ada },
    { slug: "globex", name: "Globex", plan: "free" },
  );
  for (const name of ["One", "Two", "Three", "Four", "Five"]) {
    await createProject(stage.db.admin, { tenant: globex, by: ada, name });
  }
  await page.goto("/globex/projects/new");
  await interactive(page);
  await page.getByLabel("Name").fill("Six");
  await page.getByLabel("Description").fill("Not yet");
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Create project" }).click();
  expect((await answer).status()).toBe(402);
  await expect(page.getByRole("alert")).toHaveText(
    "Globex has reached its 5 projects on the free plan. Archive one, or move to a larger plan.",
  );
  await expect(page.getByLabel("Name")).toHaveValue("Six");
  await expect(page.getByLabel("Description")).toHaveValue("Not yet");
});
