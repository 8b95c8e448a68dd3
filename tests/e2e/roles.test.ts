import { beforeAll, test } from "vitest";
import { createTenant, createUser, type TestUser } from "#tests/factories/people.ts";
import { expect } from "./harness/expect.ts";
import { interactive } from "./harness/journeys.ts";
import { useStage } from "./harness/stage.ts";

const stage = useStage();
let owner: TestUser;
let ben: TestUser;

beforeAll(async () => {
  owner = await createUser(stage.db.admin, { name: "Olga Owner" });
  ben = await createUser(stage.db.admin, { name: "Ben Stone" });
  await createTenant(stage.db.admin, { owner, member: ben }, { slug: "acme", name: "Acme" });
  await createTenant(stage.db.admin, { owner: ben }, { slug: "elsewhere", name: "Elsewhere" });
});

test("a member with open tabs is raised, lowered and removed, and still works in another workspace", async () => {
  const boss = await stage.visit({ cookie: owner.cookie });
  const tab = await stage.visit({ cookie: ben.cookie });
  await tab.goto("/acme");
  await interactive(tab);
  const other = await tab.context().newPage();
  await other.goto("/elsewhere");
  await interactive(other);

  const give = async (role: string) => {
    await boss.goto("/acme/members");
    await interactive(boss);
    await boss.getByRole("link", { name: "Ben Stone" }).click();
    await expect(boss.getByRole("heading", { level: 1, name: "Ben Stone" })).toBeVisible();
    await boss.getByLabel("Role", { exact: true }).selectOption(role);
    await boss.getByRole("button", { name: "Change role" }).click();
    await expect(
      boss.getByText(`Ben Stone is a${role === "Admin" ? "n" : ""} ${role.toLowerCase()} now.`),
    ).toBeVisible();
  };
  await give("Admin");
  await tab.reload();
  await interactive(tab);
  await tab.getByRole("link", { name: "Settings" }).click();
  await expect(tab.getByRole("button", { name: "Save settings" })).toBeVisible();

  await give("Viewer");
  await tab.getByRole("button", { name: "Save settings" }).click();
  await expect(tab.getByRole("alert")).toContainText("Your role doesn't allow this any more");
  await expect(tab.getByRole("heading", { name: "Settings" })).toBeVisible();

  await tab.goto("/acme/projects");
  await interactive(tab);
  await boss.getByRole("button", { name: "Remove…" }).click();
  await boss.getByRole("dialog").getByRole("button", { name: "Remove member" }).click();
  await expect(boss).toHaveURL("/acme/members");
  await expect(boss.getByText("Ben Stone is removed.")).toBeVisible();
  await tab.getByRole("link", { name: "Members" }).click();
  await expect(tab.getByText("404")).toBeVisible();
  await expect(tab.getByText("Acme")).toHaveCount(0);
  await tab.getByRole("link", { name: "Go to your workspaces" }).click();
  await expect(tab.getByRole("main").getByRole("link", { name: "Elsewhere" })).toBeVisible();
  await other.getByRole("link", { name: "Members" }).click();
  await expect(other).toHaveURL("/elsewhere/members");
  await expect(other.getByRole("heading", { name: "Members" })).toBeVisible();
});

test("a page for owners alone leads an admin back into the workspace", async () => {
  const tenant = await createTenant(stage.db.admin, { owner, admin: ben }, { name: "Owned" });
  const page = await stage.visit({ cookie: ben.cookie, javaScriptEnabled: false });
  await page.goto(`/${tenant.slug}/danger`);
  await expect(page.getByText("Ask an owner of this workspace.")).toBeVisible();
  await page.getByRole("link", { name: "Go to Owned" }).click();
  await expect(page).toHaveURL(`/${tenant.slug}`);
});

test("an owner hands over and leaves, by keyboard alone", async () => {
  const cy = await createUser(stage.db.admin, { name: "Cy Young" });
  await createTenant(stage.db.admin, { owner, viewer: cy }, { slug: "handed", name: "Handed" });
  const page = await stage.visit({ cookie: owner.cookie });
  await page.goto("/handed/members/leave");
  await interactive(page);
  await expect(page.getByText("You are the only owner of this workspace")).toBeVisible();
  await page.getByRole("link", { name: "transfer ownership" }).press("Enter");
  await page.getByLabel("New owner").focus();
  await page.keyboard.type("Cy");
  await page.keyboard.press("Tab");
  await page.keyboard.type("handed");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Cy Young owns Handed now. You are an admin.")).toBeVisible();
  await page.getByRole("link", { name: "Leave" }).press("Enter");
  await page.getByRole("button", { name: "Leave workspace" }).press("Enter");
  await expect(page.getByText("You have left Handed.")).toBeVisible();
  await page.goto("/handed");
  await expect(page.getByText("404")).toBeVisible();
});
