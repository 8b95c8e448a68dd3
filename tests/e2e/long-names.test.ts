import { beforeAll, describe, test } from "vitest";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { expect } from "./harness/expect.ts";
import { useStage } from "./harness/stage.ts";

const stage = useStage();
/** As long as the forms take them, and with nowhere to break. */
const name = "n".repeat(100);
const address = (host: string) => `${"a".repeat(64)}@${host.repeat(30)}.test`;
let olga: TestUser;
let ben: TestUser;
let tenant: TestTenant;
let paths: string[];

beforeAll(async () => {
  const { admin } = stage.db;
  olga = await createUser(admin, { name, email: address("o") });
  ben = await createUser(admin, { name, email: address("b") });
  tenant = await createTenant(
    admin,
    { owner: olga, member: ben },
    { name: "w".repeat(60), slug: "s".repeat(39) },
  );
  const invited = await invite(address("i"));
  paths = [
    "",
    "/members",
    `/members/${ben.id}`,
    `/members/${ben.id}/remove`,
    "/members/leave",
    `/members/invitations/${invited}`,
    `/members/invitations/${invited}/pending`,
    "/settings",
    "/audit",
    `/audit?object=${ben.id}`,
    "/billing",
    "/danger",
    `/danger/transfer?to=${ben.id}`,
    "/no-such-page",
  ].map((path) => `/${tenant.slug}${path}`);
});

/** By the form, since the link to copy follows from the installation's secret. */
async function invite(email: string): Promise<string> {
  await fetch(`${stage.origin}/${tenant.slug}/members`, {
    method: "POST",
    headers: { Cookie: olga.cookie, Origin: stage.origin },
    body: new URLSearchParams({ email, role: "viewer" }),
  });
  const { rows } = await stage.db.admin.query("select id from control.invitations where email = $1", [email]);
  return rows[0].id;
}

describe("long names without a space push no page sideways", () => {
  test.each([360, 768])("at %i pixels", async (width) => {
    const page = await stage.visit({ cookie: olga.cookie, viewport: { width, height: 900 } });
    const pushed: string[] = [];
    for (const path of [...paths, "/account", "/account/email", "/"]) {
      await page.goto(path);
      const beyond = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (beyond > 0) pushed.push(`${path}: ${beyond}`);
    }
    expect(pushed).toEqual([]);
  });
});

test("on a phone the tabs of the settings are all in view, in one row", async () => {
  const page = await stage.visit({ cookie: olga.cookie, viewport: { width: 360, height: 900 } });
  await page.goto(`/${tenant.slug}/settings`);
  const tabs = page.getByRole("navigation", { name: "Settings" }).getByRole("link");
  for (const tab of await tabs.all()) await expect(tab).toBeInViewport({ ratio: 1 });
  const tops = await tabs.evaluateAll((links) => links.map((link) => link.getBoundingClientRect().top));
  expect([tops.length, new Set(tops).size]).toEqual([4, 1]);
});
