import { test } from "vitest";
import { expect } from "./harness/expect.ts";
import { signIn, signUp } from "./harness/journeys.ts";
import { useStage } from "./harness/stage.ts";

const stage = useStage();
const ada = { name: "Ada Byron", email: "ada@example.test", password: "owl lamp river" };

test("ending all other sessions signs out every other browser, and only those", async () => {
  const [here, there] = [await stage.visit(), await stage.visit()];
  await signUp(here, ada);
  await signIn(there, ada);

  await here.goto("/account/sessions");
  await expect(here.getByRole("main").getByRole("listitem")).toHaveCount(2);
  await here.getByRole("button", { name: "End all others" }).click();
  await expect(here.getByRole("main").getByRole("listitem")).toHaveCount(1);

  await there.goto("/account");
  await expect(there).toHaveURL("/login?redirectTo=%2Faccount");
  await here.goto("/account");
  await expect(here.getByRole("heading", { name: "Account" })).toBeVisible();
});

test("signing out leads to the sign-in page, and the back button shows nothing from before", async () => {
  const page = await stage.visit();
  await signIn(page, ada);
  await page.goto("/account");
  await page.getByRole("button", { name: "Ada Byron, account menu" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/login");
  await page.goBack();
  await expect(page).toHaveURL("/login?redirectTo=%2Faccount");
});

test("without a mail server the operator hands over the link to a new password, which works once", async () => {
  // The first user to sign up runs the installation.
  const [operator, grace] = [await stage.visit(), await stage.visit()];
  await signIn(operator, ada);
  const person = { name: "Grace Hopper", email: "grace@example.test", password: "moth radio harbour" };
  await signUp(grace, person);
  await grace.context().clearCookies();

  await grace.goto("/login");
  await grace.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(grace.getByText("Mail isn't set up here")).toBeVisible();
  await grace.getByLabel("Email address").fill(person.email);
  await grace.getByRole("button", { name: "Make the link" }).click();
  await expect(grace.getByRole("heading", { name: "Ask for your link" })).toBeVisible();

  await operator.goto("/operator/mails");
  const reset = operator.getByRole("listitem").filter({ hasText: "Reset your Rowhouse password" });
  await reset.getByText(person.email).click();
  const mail = await reset.textContent();
  const link = /http\S+\/reset-password\/\S+/.exec(mail ?? "")?.[0] ?? "";
  expect(new URL(link).origin).toBe(stage.origin);

  await grace.goto(link);
  await grace.getByLabel("New password").fill("plum ladder comet");
  await grace.getByRole("button", { name: "Set password" }).click();
  await expect(grace.getByText("Your password is changed.")).toBeVisible();
  await signIn(grace, { ...person, password: "plum ladder comet" });

  const again = await operator.goto(link);
  expect(again?.status()).toBe(410);
  await expect(operator.getByText("This link doesn't work any more")).toBeVisible();
});
