import { beforeAll, expect, test } from "vitest";
import { suspendTenant } from "#tests/factories/closures.ts";
import { createTenant, createUser, type TestUser } from "#tests/factories/people.ts";
import { type Ran, rowhouse } from "#tests/harness/command.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";

const db = useUnopenedDatabase();
let owner: TestUser;
beforeAll(async () => {
  owner = await createUser(db.admin);
});

const run = (...args: string[]) => rowhouse({ DATABASE_URL: db.url, SESSION_SECRET: db.secret }, args);

/** Clears the screen in both notations, turns what follows around, and adds a line of its own. */
const hostile = "a\u001b[2J\u009b2J\u202eb\u2028c\nforged  free  active";
const shown = "a\\u001b[2J\\u009b2J\\u202eb\\u2028c\\u000aforged  free  active";

function expectPrintable({ stdout, stderr }: Ran): void {
  expect(stdout + stderr).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
}

test("text from strangers does nothing to a terminal, and forges no line", async () => {
  const tenant = await createTenant(db.admin, { owner }, { name: hostile });
  await suspendTenant(db.admin, tenant, hostile);
  const [list, show] = [await run("tenant", "list"), await run("tenant", "show", tenant.slug)];
  expect(list.stdout).toMatch(/^t-\S+ .*\n$/);
  expect(list.stdout).toContain(shown);
  expect(show.stdout).toContain(`name               ${shown}\n`);
  expect(show.stdout).toMatch(/^suspended because +a\\u001b\[2J/m);
  for (const ran of [list, show]) expectPrintable(ran);
});

test("JSON holds such text as it is, escaped", async () => {
  const tenant = await createTenant(db.admin, { owner }, { name: hostile });
  const [list, show] = [
    await run("tenant", "list", "--json"),
    await run("tenant", "show", tenant.slug, "--json"),
  ];
  for (const ran of [list, show]) expectPrintable(ran);
  expect(JSON.parse(list.stdout)).toContainEqual(expect.objectContaining({ name: hostile }));
  expect(JSON.parse(show.stdout).name).toBe(hostile);
});

test("errors show arguments in the same way", async () => {
  const failed = await run("tenant", "show", hostile);
  expect(failed).toMatchObject({
    code: 1,
    stderr: `rowhouse: there is no tenant with the slug ${shown}\n`,
  });
  const misused = [
    await run("tenant", "set-plan", "acme", hostile),
    await run("tenant", "list", `--${hostile}`),
    await run(hostile),
  ];
  expect((await run("tenent")).stderr).toBe("error: unknown command 'tenent'\n(Did you mean tenant?)\n");
  for (const ran of misused) {
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining("\\u001b[2J\\u009b2J") });
    expect(ran.stderr).toMatch(/^error: .*\n$/);
    expectPrintable(ran);
  }
});

test("the command line takes names and reasons as forms do", async () => {
  const create = (name: string) =>
    run("tenant", "create", "--slug", "two-lines", "--name", name, "--owner-email", owner.email, "--json");
  expect(await create(" \u200b\u001b ")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("Enter a name."),
  });
  expect((await create("x".repeat(101))).stderr).toContain("Keep the name to 100 characters or fewer.");
  expect(JSON.parse((await create("Two\nlines\u001b[2J")).stdout).name).toBe("Two lines [2J");
  const reason = "The bill\r\nof\u001b May";
  const suspended = await run("tenant", "suspend", "two-lines", "--reason", reason, "--json");
  expect(JSON.parse(suspended.stdout).suspendedReason).toBe("The bill\nof  May");
  expect((await run("tenant", "show", "two-lines")).stdout).toMatch(/^suspended because +The bill of May$/m);
  const person = ["user", "create", "--email", "eve@example.com", "--name", "Eve\n\u009bEvans", "--json"];
  expect(JSON.parse((await run(...person)).stdout).name).toBe("Eve Evans");
});
