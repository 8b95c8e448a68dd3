import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { createTenant, createUser, type TestUser } from "#tests/factories/people.ts";
import { expect } from "./harness/expect.ts";
import { interactive } from "./harness/journeys.ts";
import { type RunningServer, startServer } from "./harness/server.ts";
import { useStage } from "./harness/stage.ts";

const stage = useStage();
let neighbour: RunningServer;
let owner: TestUser;
let member: TestUser;
let old: string;
let next: string;
let number = 0;

beforeAll(async () => {
  neighbour = await startServer(stage.db.url, stage.db.secret);
  owner = await createUser(stage.db.admin);
  member = await createUser(stage.db.admin);
});
afterAll(() => neighbour.stop());
beforeEach(async () => {
  number++;
  [old, next] = [`before-${number}`, `after-${number}`];
  await createTenant(stage.db.admin, { owner, member }, { slug: old });
});

async function rename(): Promise<void> {
  const page = await stage.visit({ cookie: owner.cookie });
  await page.goto(`/${old}/settings`);
  await page.getByLabel("Address").fill(next);
  await page.getByRole("button", { name: "Save settings" }).click();
  await expect(page).toHaveURL(`/${next}/settings`);
  await expect(page.getByText(`Links to /${old} keep working.`)).toBeVisible();
  await expect(page.getByText(`Also found at: /${old}`)).toBeVisible();
  await expect(page.getByRole("link", { name: "Members" })).toHaveAttribute("href", `/${next}/members`);
}

test("a tab that was open before goes on under the new slug", async () => {
  const page = await stage.visit({ cookie: member.cookie });
  await page.goto(`/${old}/projects`);
  await interactive(page);
  await rename();
  await page.getByRole("link", { name: "Members" }).click();
  await expect(page).toHaveURL(`/${next}/members`);
  await expect(page.getByRole("heading", { name: "Members" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Projects" })).toHaveAttribute("href", `/${next}/projects`);
});

test.each([true, false])(
  "text that was typed under the old slug is saved under the new one, with scripts %s",
  async (javaScriptEnabled) => {
    const page = await stage.visit({ cookie: member.cookie, javaScriptEnabled });
    await page.goto(`/${old}/projects/new`);
    if (javaScriptEnabled) await interactive(page);
    await page.getByLabel("Name").fill("Written before");
    await rename();
    await page.getByRole("button", { name: "Create project" }).click();
    await expect(page).toHaveURL(new RegExp(`/${next}/projects/[0-9a-f-]{36}$`));
    await expect(page.getByRole("heading", { level: 1, name: "Written before" })).toBeVisible();
  },
);

test("an old bookmark leads on with its query, at once, also on another server of the installation", async () => {
  const page = await stage.visit({ cookie: member.cookie });
  const [name = "", value = ""] = member.cookie.split("=");
  await page.context().addCookies([{ name, value, url: neighbour.origin }]);
  const bookmark = `${neighbour.origin}/${old}/projects?q=porch&status=all`;
  await page.goto(bookmark);
  await expect(page).toHaveURL(bookmark);
  await rename();
  await page.goto(bookmark);
  await expect(page).toHaveURL(`${neighbour.origin}/${next}/projects?q=porch&status=all`);
  await expect(page.getByRole("searchbox", { name: /project/i })).toHaveValue("porch");
});

test("a slug that was given back and forth leads no browser in a circle", async () => {
  const page = await stage.visit({ cookie: member.cookie });
  await page.goto(`/${old}`);
  await rename();
  await page.goto(`/${old}`);
  await expect(page).toHaveURL(`/${next}`);
  [old, next] = [next, old];
  await rename();
  await page.goto(`/${old}`);
  await expect(page).toHaveURL(`/${next}`);
});
