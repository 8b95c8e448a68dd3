import { beforeAll, test } from "vitest";
import { createInvitation } from "#tests/factories/invitations.ts";
import { createTenant, createUser, type TestUser } from "#tests/factories/people.ts";
import { expect } from "./harness/expect.ts";
import { interactive } from "./harness/journeys.ts";
import { useStage } from "./harness/stage.ts";

const stage = useStage();
let owner: TestUser;

beforeAll(async () => {
  const { admin } = stage.db;
  owner = await createUser(admin, { name: "Olga Owner" });
  const tenant = await createTenant(admin, { owner }, { slug: "acme", plan: "pro" });
  await createInvitation(admin, { tenant, by: owner, email: "grace@example.test" });
});

/** By the form, since the link to copy follows from the installation's secret. */
async function invite(email: string): Promise<void> {
  await fetch(`${stage.origin}/acme/members`, {
    method: "POST",
    headers: { Cookie: owner.cookie, Origin: stage.origin },
    body: new URLSearchParams({ email, role: "member" }),
  });
}

test("a guest who accepts after the invitation was taken back is told so, and the button is gone", async () => {
  const guest = await createUser(stage.db.admin);
  const tenant = await createTenant(stage.db.admin, { owner });
  const { id, mailed } = await createInvitation(stage.db.admin, { tenant, by: owner, email: guest.email });
  const page = await stage.visit({ cookie: guest.cookie });
  await page.goto(`/invitations/${mailed}`);
  await interactive(page);
  await stage.db.admin.query("update control.invitations set revoked_at = now() where id = $1", [id]);
  await page.getByRole("button", { name: "Accept invitation" }).click();
  await expect(page.getByRole("heading", { name: "This invitation was taken back" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Accept invitation" })).toHaveCount(0);
});

test.each([true, false])(
  "the emails that were left out stay readable, with scripts or without (%j)",
  async (javaScriptEnabled) => {
    const page = await stage.visit({ cookie: owner.cookie, javaScriptEnabled });
    const email = `ada-${javaScriptEnabled}@example.test`;
    await page.goto("/acme/members");
    if (javaScriptEnabled) await interactive(page);
    await page.getByLabel("Email addresses").fill(`${email}, grace@example.test`);
    await page.getByRole("button", { name: "Invite" }).click();
    const told = page.getByRole("status").filter({ hasText: `${email} is invited.` });
    await expect(told).toContainText("grace@example.test: invited already");
    await expect(page.getByLabel("Email addresses")).toHaveValue("");
    await expect(page.getByRole("table", { name: "Invitations" })).toContainText(email);
  },
);

test("the rarer actions are reached by the keyboard", async () => {
  const page = await stage.visit({ cookie: owner.cookie });
  await page.goto("/acme/members");
  await interactive(page);
  const menu = page.getByRole("dialog", { name: "More for grace@example.test" });
  await page.getByRole("button", { name: "More for grace@example.test" }).press("Enter");
  await expect(menu).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(menu.getByRole("button", { name: "Send again" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(menu.getByRole("link", { name: "Revoke…" })).toBeFocused();
});

test.each([360, 640, 1440])("a link is copied at %i pixels", async (width) => {
  const page = await stage.visit({
    cookie: owner.cookie,
    viewport: { width, height: 800 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const email = `copy-${width}@example.test`;
  await invite(email);
  await page.goto("/acme/members");
  await interactive(page);
  const menu = page.getByRole("dialog", { name: `More for ${email}` });
  await page.getByRole("button", { name: `More for ${email}` }).click();
  await page.keyboard.press("ArrowDown");
  const first = width < 640 ? menu.getByRole("link", { name: "Copy link" }) : menu.getByText("Send again");
  await expect(first).toBeFocused();
  if (width >= 640) await page.keyboard.press("Escape");
  await page.getByRole("link", { name: `Copy link for ${email}` }).click();
  await expect(page.getByText("The link is copied.")).toBeVisible();
  await expect(menu).toBeHidden();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/\/invitations\/[\w-]{43}$/);
});

test.each([360, 1440])("a link can be read without scripts at %i pixels", async (width) => {
  const page = await stage.visit({
    cookie: owner.cookie,
    viewport: { width, height: 800 },
    javaScriptEnabled: false,
  });
  const email = `read-${width}@example.test`;
  await invite(email);
  await page.goto("/acme/members");
  if (width < 640) await page.getByRole("button", { name: `More for ${email}` }).click();
  await page.getByRole("link", { name: `Copy link for ${email}` }).click();
  await expect(page.getByRole("textbox", { name: "Link" })).toHaveValue(/\/invitations\//);
});

test("rows scroll beneath the heads of their columns", async () => {
  const page = await stage.visit({ cookie: owner.cookie, viewport: { width: 360, height: 420 } });
  await page.goto("/acme/members");
  const inFront = await page
    .getByRole("button", { name: /^More for/ })
    .first()
    .evaluate((button) => {
      const head = button.closest("table")?.querySelector("th:last-child");
      if (!head) throw new Error("No head");
      // Room to scroll the button under the head.
      document.body.style.paddingBottom = "100vh";
      window.scrollBy(0, button.getBoundingClientRect().top - Number.parseFloat(getComputedStyle(head).top));
      const { left, top, width, height } = button.getBoundingClientRect();
      return document.elementFromPoint(left + width / 2, top + height / 2) === head;
    });
  expect(inFront).toBe(true);
});
