import type { Page } from "@playwright/test";
import { beforeAll, describe, test } from "vitest";
import { suspendTenant } from "#tests/factories/closures.ts";
import { createTenant, createUser, type TestUser } from "#tests/factories/people.ts";
import { expect } from "./harness/expect.ts";
import { interactive } from "./harness/journeys.ts";
import { useStage } from "./harness/stage.ts";

const stage = useStage();
let ada: TestUser;
let ben: TestUser;
beforeAll(async () => {
  ada = await createUser(stage.db.admin, { name: "Ada Byron" });
  ben = await createUser(stage.db.admin, { name: "Ben" });
});

async function deletes(page: Page, slug: string): Promise<void> {
  await page.getByLabel(`Type ${slug} to confirm`).fill(slug);
  await page.getByRole("button", { name: "Delete this workspace" }).click();
  await expect(page.getByRole("heading", { name: "This workspace was deleted" })).toBeVisible();
}

describe("a workspace is deleted by its owner", () => {
  test("who types its slug, finds it among the deleted ones, and brings it back", async () => {
    await createTenant(stage.db.admin, { owner: ada }, { slug: "porch", name: "Porch" });
    await createTenant(stage.db.admin, { owner: ada }, { slug: "cellar", name: "Cellar" });
    const page = await stage.visit({ cookie: ada.cookie });
    await page.goto("/porch/settings");
    await page.getByRole("link", { name: "Danger zone" }).click();
    await interactive(page);
    await page.getByLabel("Type porch to confirm").fill("cellar");
    await page.getByRole("button", { name: "Delete this workspace" }).click();
    await expect(page.getByText("Type porch to confirm that it is this workspace")).toBeVisible();
    await expect(page.getByLabel("Type porch to confirm")).toBeFocused();
    await deletes(page, "porch");
    await expect(page.getByRole("link", { name: "Projects" })).toHaveCount(0);

    await page.getByRole("button", { name: "Porch switch workspace" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cellar" }).click();
    await expect(page).toHaveURL("/cellar");
    await page.getByRole("button", { name: "Cellar switch workspace" }).click();
    await expect(page.getByRole("dialog").getByRole("button", { name: "Porch" })).toHaveCount(0);

    await page.goto("/");
    await expect(page.getByText("30 days left")).toBeVisible();
    await page.getByRole("link", { name: "Porch" }).click();
    await page.getByRole("button", { name: "Bring it back" }).click();
    await expect(page).toHaveURL("/porch");
    await expect(page.getByText("The workspace is back.")).toBeVisible();
    await expect(page.getByRole("link", { name: "Projects" })).toBeVisible();
  });

  test("and brought back, without scripts", async () => {
    await createTenant(stage.db.admin, { owner: ada }, { slug: "attic" });
    const page = await stage.visit({ cookie: ada.cookie, javaScriptEnabled: false });
    await page.goto("/attic/danger");
    await deletes(page, "attic");
    await page.getByRole("button", { name: "Bring it back" }).click();
    await expect(page).toHaveURL("/attic");
  });
});

describe("a member with a page open", () => {
  test("is told at the next click that the workspace was deleted, by whom and until when", async () => {
    await createTenant(stage.db.admin, { owner: ada, member: ben }, { slug: "garden" });
    const open = await stage.visit({ cookie: ben.cookie });
    await open.goto("/garden");
    await interactive(open);
    const page = await stage.visit({ cookie: ada.cookie });
    await page.goto("/garden/danger");
    await deletes(page, "garden");

    await open.getByRole("link", { name: "Projects" }).click();
    await expect(open.getByRole("heading", { name: "This workspace was deleted" })).toBeVisible();
    await expect(open.getByText(/Ada Byron deleted it on .* can bring it back until/)).toBeVisible();
    await expect(open.getByRole("navigation")).toHaveCount(0);
    await open.getByRole("link", { name: "Go to your workspaces" }).click();
    await expect(open.getByRole("link", { name: "garden" })).toHaveCount(0);

    await page.getByRole("button", { name: "Bring it back" }).click();
    await expect(page).toHaveURL("/garden");
    await open.goto("/garden");
    await expect(open.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  });

  test("is told why the workspace was suspended; its owner is led to billing", async () => {
    const tenant = await createTenant(stage.db.admin, { owner: ada, member: ben }, { slug: "stable" });
    const [owners, members] = [
      await stage.visit({ cookie: ada.cookie }),
      await stage.visit({ cookie: ben.cookie }),
    ];
    for (const page of [owners, members]) {
      await page.goto("/stable");
      await interactive(page);
    }
    await suspendTenant(stage.db.admin, tenant, "<b>The bill</b> of May");
    for (const page of [owners, members]) {
      await page.getByRole("link", { name: "Projects" }).click();
      await expect(page.getByRole("blockquote")).toHaveText("<b>The bill</b> of May");
      await expect(page.getByRole("navigation")).toHaveCount(0);
    }
    await expect(members.getByRole("link", { name: "Go to billing" })).toHaveCount(0);
    await owners.getByRole("link", { name: "Go to billing" }).click();
    await expect(owners.getByRole("blockquote")).toHaveText("<b>The bill</b> of May");
  });
});
