import { test } from "vitest";
import { newestMail } from "#tests/factories/accounts.ts";
import { expect } from "./harness/expect.ts";
import { createProject, createWorkspace, signIn, signUp } from "./harness/journeys.ts";
import { useStage } from "./harness/stage.ts";

const stage = useStage();
const ada = { name: "Ada Byron", email: "ada@example.test", password: "owl lamp river" };

test("without scripts people sign up, sign in, work, go between workspaces and choose a theme", async () => {
  const page = await stage.visit({ javaScriptEnabled: false });
  await signUp(page, ada);
  await page.getByRole("button", { name: "Ada Byron, account menu" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await signIn(page, ada);

  // Nothing proposes a slug while one types, so the answer does.
  await page.goto("/new");
  await page.getByLabel("Name").fill("Acme");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByLabel("Address")).toHaveValue("acme");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page).toHaveURL("/acme");
  await createWorkspace(page, "Globex", "globex");

  await page.getByRole("button", { name: "Globex switch workspace" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Acme" }).click();
  await expect(page).toHaveURL("/acme");

  const project = await createProject(page, "acme", "Rebuild the porch");
  await page.getByRole("link", { name: "New task" }).first().click();
  await page.getByRole("button", { name: "Create task" }).click();
  await expect(page.getByLabel("Title")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Title").fill("Buy nails");
  await page.getByLabel("Description").fill("Galvanised");
  await page.getByRole("button", { name: "Create task" }).click();
  await expect(page).toHaveURL(project);

  await page.getByRole("link", { name: "Buy nails" }).click();
  await page.getByRole("link", { name: "Edit task" }).click();
  await page.getByLabel("Title").fill("Buy long nails");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Buy long nails" })).toBeVisible();
  await expect(page.getByText("Galvanised")).toBeVisible();

  await page.getByRole("textbox", { name: "Comment" }).fill("Fifty of them");
  await page.getByRole("button", { name: "Add comment" }).click();
  await expect(page.getByText("Fifty of them")).toBeVisible();

  await page.getByLabel("Move to column").selectOption("Done");
  await page.getByRole("button", { name: "Move task" }).click();
  await expect(page).toHaveURL(project);
  await expect(page.getByRole("region", { name: "Done" }).getByRole("link")).toContainText([
    "Buy long nails",
  ]);

  await page.getByRole("button", { name: /account menu/ }).click();
  await page.getByRole("button", { name: "Dark" }).click();
  await expect(page).toHaveURL(project);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("without scripts people verify their email, and move to another one", async () => {
  const page = await stage.visit({ javaScriptEnabled: false });
  const grace = { name: "Grace Hopper", email: "grace@example.test", password: "owl lamp river" };
  const moved = "grace@navy.example.test";
  const badges = page.getByText("Confirmed", { exact: true });
  const linkOf = async (email: string) => (await newestMail(stage, email)).path;
  await signUp(page, grace);
  await page.goto("/account/email");
  await expect(page.getByText("Not confirmed")).toBeVisible();

  await page.goto(await linkOf(grace.email));
  await page.getByRole("button", { name: "Confirm address" }).click();
  await expect(page.getByRole("heading", { name: "Your address is confirmed" })).toBeVisible();
  await page.getByRole("link", { name: "Go to your workspaces" }).click();
  await page.goto("/account");
  await page.getByRole("link", { name: "Change it" }).click();
  await expect(badges).toHaveCount(1);

  const ask = async (password: string) => {
    await page.getByLabel("New address").fill(moved);
    await page.getByLabel("Current password").fill(password);
    await page.getByRole("button", { name: "Make both links" }).click();
  };
  await ask("not the right one");
  await expect(page.getByText("This is not your current password.")).toBeVisible();
  await expect(page.getByLabel("New address")).toHaveValue(moved);
  await ask(grace.password);
  await expect(page.getByText("Waiting", { exact: true })).toHaveCount(2);
  await page.getByRole("button", { name: "Call it off" }).click();
  await expect(page.getByText("Waiting", { exact: true })).toHaveCount(0);

  await ask(grace.password);
  await page.goto(await linkOf(moved));
  await page.getByRole("button", { name: "Confirm the change" }).click();
  await expect(page.getByRole("heading", { name: "Confirmed, half-way there" })).toBeVisible();
  await page.goto("/account/email");
  await expect(badges).toHaveCount(2);
  await page.goto(await linkOf(grace.email));
  await expect(page.getByText(moved)).toBeVisible();
  await page.getByRole("button", { name: "Confirm the change" }).click();
  await expect(page.getByRole("heading", { name: "Your account has its new address" })).toBeVisible();
  await page.goto("/account/email");
  await expect(page.getByRole("main").getByText(moved).first()).toBeVisible();
});
