import type { Page } from "@playwright/test";
import { test } from "vitest";
import { expect } from "./harness/expect.ts";
import { createProject, createWorkspace, interactive, signUp } from "./harness/journeys.ts";
import { useStage } from "./harness/stage.ts";

const stage = useStage();
const ada = { name: "Ada Byron", email: "ada@example.test", password: "owl lamp river" };
const grace = { name: "Grace Hopper", email: "grace@example.test", password: "moth radio harbour" };

test("a user is invited, signs up, gets another role, and is removed while the page is open", async () => {
  const [adas, graces] = [await stage.visit(), await stage.visit()];
  // The first user to sign up runs the installation, and can read its outbox.
  await signUp(adas, ada);
  await createWorkspace(adas, "Acme", "acme");
  const project = await createProject(adas, "acme", "Anvils");

  await adas.goto("/acme/members");
  await adas.getByLabel("Email addresses").fill(`Grace Hopper <${grace.email}>`);
  await adas.getByLabel("Role").selectOption("viewer");
  await adas.getByRole("button", { name: "Invite" }).click();
  await expect(adas.getByRole("table", { name: "Invitations" })).toContainText(grace.email);

  await graces.goto(await linkInOutbox(adas, grace.email));
  await expect(graces.getByRole("heading", { name: "Join Acme" })).toBeVisible();
  await graces.getByRole("link", { name: "Create an account" }).click();
  await expect(graces.getByLabel("Email address")).toHaveValue(grace.email);
  await graces.getByLabel("Name").fill(grace.name);
  await graces.getByLabel("Password").fill(grace.password);
  await graces.getByRole("button", { name: "Create account" }).click();
  await expect(graces).toHaveURL("/acme");

  await graces.goto("/acme/projects");
  await expect(graces.getByRole("link", { name: "Anvils" })).toBeVisible();
  await expect(graces.getByRole("link", { name: "New project" })).toHaveCount(0);

  await adas.goto("/acme/members");
  await interactive(adas);
  await adas.getByRole("link", { name: grace.name }).click();
  await expect(adas.getByRole("heading", { level: 1, name: grace.name })).toBeVisible();
  await adas.getByLabel("Role", { exact: true }).selectOption("member");
  await adas.getByRole("button", { name: "Change role" }).click();
  await expect(adas.getByText("Grace Hopper is a member now.")).toBeVisible();
  const gracesPlace = adas.url();

  await graces.reload();
  await expect(graces.getByRole("link", { name: "New project" })).toBeVisible();
  await createWorkspace(graces, "Globex", "globex");
  await graces.goto(`${project}/tasks/new`);
  await graces.getByLabel("Title").fill("Forge");
  await graces.getByRole("button", { name: "Create task" }).click();
  await expect(graces.getByRole("link", { name: "Forge" })).toBeVisible();
  const otherTab = await graces.context().newPage();
  await otherTab.goto("/acme/projects");
  await interactive(otherTab);

  await adas.goto(gracesPlace);
  await interactive(adas);
  await adas.getByRole("button", { name: "Remove…" }).click();
  await adas.getByRole("dialog").getByRole("button", { name: "Remove member" }).click();
  await expect(adas.getByRole("table", { name: "Members" })).not.toContainText(grace.name);

  await graces.getByRole("link", { name: "Forge" }).click();
  await expectNotFound(graces);
  await otherTab.getByRole("link", { name: "Anvils" }).click();
  await expectNotFound(otherTab);
  await graces.goto("/globex");
  await expect(graces.getByRole("heading", { name: "Dashboard" })).toBeVisible();

  await adas.goto(project);
  await adas.getByRole("link", { name: "Forge" }).click();
  await expect(adas.getByText(grace.name).first()).toBeVisible();
  await adas.goto("/acme/audit");
  for (const done of ["removed", "changed", "joined"])
    await expect(adas.locator("main summary").filter({ hasText: done }).first()).toBeVisible();
});

/** Where no mail is sent, the operator reads the newest one in the outbox. */
async function linkInOutbox(operator: Page, to: string): Promise<string> {
  await operator.goto("/operator/mails");
  const mail = operator.getByRole("listitem").filter({ hasText: to }).first();
  const [link = ""] = /http\S+/.exec((await mail.textContent()) ?? "") ?? [];
  expect(new URL(link).origin).toBe(stage.origin);
  return link;
}

async function expectNotFound(page: Page): Promise<void> {
  await expect(page.getByText("You don't have access to this, or it doesn't exist.")).toBeVisible();
}
