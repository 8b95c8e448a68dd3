import { createHash } from "node:crypto";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tokenHash } from "#app/base/token.ts";
import { passwordTag } from "#app/domain/account/password.ts";
import { createInvitation } from "#tests/factories/invitations.ts";
import { createTenant, createUser, type TestUser } from "#tests/factories/people.ts";
import { rowhouse } from "#tests/harness/command.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";

const db = useUnopenedDatabase();

const run = (args: string[], input?: string) =>
  rowhouse({ DATABASE_URL: db.url, SESSION_SECRET: db.secret }, args, input);

test("a password comes from standard input and is printed nowhere; the first account is the operator", async () => {
  const password = "plaster lantern 41";
  const { code, stdout, stderr } = await run(
    ["user", "create", "--email", "Ada@Example.com", "--name", "Ada Byron", "--password-stdin", "--json"],
    `${password}\n`,
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({ email: "ada@example.com", isOperator: true });
  expect(stdout).not.toContain(password);
  const { rows } = await db.admin.query(
    `select password_hash, email_verified_at is not null as "isVerified" from control.users where email = 'ada@example.com'`,
  );
  const [, , , , , kept] = rows[0].password_hash.split("$");
  const tag = await passwordTag(rows[0].password_hash.replace(`$${kept}`, ""), password);
  expect(
    createHash("sha256")
      .update(tag ?? "")
      .digest("base64"),
  ).toBe(`${kept}=`);
  // The operator vouches for the email.
  expect(rows[0].isVerified).toBe(true);
});

test("without a password it prints a link that sets one, kept only as a hash", async () => {
  const created = JSON.parse(
    (await run(["user", "create", "--email", "bo@example.com", "--name", "Bo", "--json"])).stdout,
  );
  expect((await run(["user", "reset-password", "--email", "bo@example.com"])).stdout).toMatch(
    /If the server is reached elsewhere than at http:\/\/localhost:3000, .* APP_URL or PORT first\.\n$/,
  );
  const token = created.setPasswordUrl.split("/reset-password/")[1];
  const { rows } = await db.admin.query("select user_id from control.password_resets where token_hash = $1", [
    tokenHash(token),
  ]);
  expect(rows).toEqual([{ user_id: created.id }]);
});

test("a tenant is created, renamed, and its old slug stays its own", async () => {
  const owner = await createUser(db.admin);
  const create = ["tenant", "create", "--slug", "initech", "--name", "Initech", "--owner-email", owner.email];
  expect(await run([...create, "--plan", "starter"])).toMatchObject({ code: 0, stderr: "" });
  expect((await run(["tenant", "rename", "initech", "initech"])).stdout).toBe(
    "The slug is initech already: nothing was changed\n",
  );
  expect((await run(["tenant", "rename", "initech", "initrode"])).code).toBe(0);
  const again = await run(create);
  expect(again).toMatchObject({ code: 1, stdout: "" });
  expect(again.stderr).toBe("rowhouse: the slug initech is taken, or was once: choose another\n");
  expect((await run(["tenant", "rename", "initrode", "initech"])).code).toBe(0);
  const shown = JSON.parse((await run(["tenant", "show", "initrode", "--json"])).stdout);
  expect(shown).toMatchObject({
    slug: "initech",
    formerSlugs: ["initrode"],
    plan: "starter",
    owners: [owner.email],
  });
});

test("a tenant is shown with the members and invitations that hold seats", async () => {
  const owner = await createUser(db.admin);
  const tenant = await createTenant(db.admin, { owner }, { plan: "starter" });
  await createInvitation(db.admin, { tenant, by: owner });
  await createInvitation(db.admin, { tenant, by: owner, sentDaysAgo: 8 });
  const { stdout } = await run(["tenant", "show", tenant.slug]);
  expect(stdout).toMatch(/^members +1, and 1 invited, of 10$/m);
  expect(stdout).toMatch(/^projects +0 of 50$/m);
});

test("a plan is set with overrides", async () => {
  const tenant = await createTenant(db.admin, { owner: await createUser(db.admin) }, { plan: "free" });
  const args = ["--members", "none", "--projects", "7", "--statement-seconds", "9", "--feature", "+api"];
  const set = JSON.parse((await run(["tenant", "set-plan", tenant.slug, "free", ...args, "--json"])).stdout);
  expect(set.limits).toEqual({
    members: null,
    projects: 7,
    requestsPerMinute: 100,
    transactionsAtOnce: 3,
    statementSeconds: 9,
    features: ["reports", "api"],
  });
  const { rows } = await db.admin.query("select plan_overrides from control.tenants where id = $1", [
    tenant.id,
  ]);
  expect(rows).toEqual([
    { plan_overrides: { members: null, projects: 7, statementSeconds: 9, features: ["reports", "api"] } },
  ]);
});

test("of members added at the same time, no more get in than the plan has seats", async () => {
  const tenant = await createTenant(db.admin, { owner: await createUser(db.admin) }, { plan: "free" });
  const people = await Promise.all(Array.from({ length: 4 }, () => createUser(db.admin)));
  const results = await Promise.all(
    people.map(({ email }) =>
      run(["member", "add", "--tenant", tenant.slug, "--email", email, "--role", "member"]),
    ),
  );
  expect(results.map(({ code }) => code).sort()).toEqual([0, 0, 1, 1]);
  expect(results.find(({ code }) => code === 1)?.stderr).toMatch(/all 3 members its plan \(free\) allows/);
  const { rows } = await db.admin.query(
    "select count(*)::int as members from control.memberships where tenant_id = $1",
    [tenant.id],
  );
  expect(rows).toEqual([{ members: 3 }]);
});

test("members are given roles and removed, but never the last owner", async () => {
  const [ada, ben] = [await createUser(db.admin), await createUser(db.admin)];
  const { slug } = await createTenant(db.admin, { owner: ada, viewer: ben });
  const member = (verb: string, { email }: TestUser, ...more: string[]) =>
    run(["member", verb, "--tenant", slug, "--email", email, ...more]);
  expect(await member("set-role", ada, "--role", "admin")).toEqual({
    code: 1,
    stdout: "",
    stderr: `rowhouse: ${ada.email} is the only owner of ${slug}: make somebody else one first, with \`rowhouse member set-role --role owner\`\n`,
  });
  expect((await member("remove", ada)).stderr).toContain("is the only owner");
  const raised = await member("set-role", ben, "--role", "owner", "--json");
  expect(JSON.parse(raised.stdout)).toEqual({ tenant: slug, email: ben.email, role: "owner" });
  expect(await member("remove", ada)).toEqual({
    code: 0,
    stdout: `${ada.email} is no longer in ${slug}\n`,
    stderr: "",
  });
  expect((await member("remove", ada)).stderr).toBe(`rowhouse: ${ada.email} is not in ${slug}\n`);
  const nobody = await run(["member", "remove", "--tenant", slug, "--email", "nobody@example.com"]);
  expect(nobody.stderr).toBe(`rowhouse: nobody@example.com is not in ${slug}\n`);
});

test.each([
  ["nothing", []],
  ["an unknown command", ["tenants"]],
  ["a missing option", ["user", "create", "--name", "Ada"]],
  ["a plan that doesn't exist", ["tenant", "set-plan", "acme", "gold"]],
  [
    "a reserved slug",
    ["tenant", "create", "--slug", "login", "--name", "L", "--owner-email", "a@example.com"],
  ],
  ["a negative number", ["seed", "--tenants", "-1", "--projects", "2"]],
])("wrong use ends with 2: %s", async (_what, args) => {
  expect(await run(args)).toMatchObject({ code: 2, stdout: "" });
});

test("help is an answer, a wrong variable a failure", async () => {
  const help = await run(["tenant", "set-plan", "--help"]);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toContain("--requests-per-minute");
  const wrong = await rowhouse({ PORT: "many" }, ["tenant", "list"]);
  expect(wrong).toMatchObject({ code: 1, stdout: "" });
  expect(wrong.stderr).toMatch(/^rowhouse: PORT: .*\n$/);
});

test("bulk data goes on after what is there, and the list shows all of it", async () => {
  const seeded = await run(["seed", "--tenants", "3", "--projects", "4", "--tasks", "5", "--json"]);
  expect(JSON.parse(seeded.stdout)).toMatchObject({
    firstSlug: "seed-000001",
    lastSlug: "seed-000003",
    projects: 12,
    tasks: 60,
  });
  const more = await run(["seed", "--tenants", "1200", "--projects", "0", "--json"]);
  expect(JSON.parse(more.stdout)).toMatchObject({ firstSlug: "seed-000004", lastSlug: "seed-001203" });
  const listed: { slug: string }[] = JSON.parse((await run(["tenant", "list", "--json"])).stdout);
  const slugs = new Set(listed.map(({ slug }) => slug).filter((slug) => slug.startsWith("seed-")));
  expect(slugs.size).toBe(1203);
  const { rows } = await db.admin.query(
    `select count(*)::int as tasks, count(distinct t.id)::int as ids, bool_and(t.id::text ~ '^.{14}7.{4}[89ab]') as v7
     from tenant.tasks t join control.slugs s on s.tenant_id = t.tenant_id where s.slug like 'seed-%'`,
  );
  expect(rows).toEqual([{ tasks: 60, ids: 60, v7: true }]);
  for (const slug of ["seed-000001", "seed-001203"])
    expect((await run(["audit", "verify", slug])).stdout).toMatch(/^✓ seed-\d+: 1 event, the newest 1:/);
});

test("the doctor says all is well, and what is not", async () => {
  const well = await run(["doctor"]);
  expect(well.code).toBe(0);
  expect(well.stdout).toMatch(/✓ wall: [\s\S]*All is well\n$/);
  await db.admin.query("alter table tenant.tasks no force row level security");
  const ill = await run(["doctor"]);
  await db.admin.query("alter table tenant.tasks force row level security");
  expect(ill.code).toBe(1);
  expect(ill.stdout).toMatch(/✗ wall: tenant.tasks does not force/);
  const locked = await rowhouse({ DATABASE_URL: db.url, SESSION_SECRET: "y".repeat(40) }, [
    "doctor",
    "--json",
  ]);
  expect(locked.code).toBe(1);
  expect(JSON.parse(locked.stdout).findings.at(-1)).toMatchObject({ check: "roles", status: "problem" });
});

test("functions of another version are named by the doctor, stop other commands, and are put right by migrate", async () => {
  await db.admin.query("update rowhouse.functions set checksum = 'another' where file = 'wall.sql'");
  const doctor = await run(["doctor"]);
  expect([doctor.code, doctor.stdout]).toEqual([
    1,
    expect.stringContaining("✗ functions: not as in wall.sql"),
  ]);
  const list = await run(["tenant", "list"]);
  expect([list.code, list.stderr]).toEqual([1, expect.stringContaining("run `rowhouse migrate`")]);
  expect((await run(["migrate"])).stdout).toBe("Applied 1 function file:\nwall.sql\n");
  expect((await run(["migrate"])).stdout).toMatch(/^Nothing to do/);
});

test("without a server it starts the database, lets another command join, and stops it", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "rowhouse-cli-"));
  await chmod(dataDir, 0o755);
  const env = { DATA_DIR: dataDir };
  expect((await rowhouse(env, ["migrate"])).stdout).toMatch(/^Applied \d+ migrations/);
  const both = await Promise.all([
    rowhouse(env, ["user", "create", "--email", "a@example.com", "--name", "Ada"]),
    rowhouse(env, ["user", "create", "--email", "b@example.com", "--name", "Bo"]),
  ]);
  expect(both.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
    { code: 0, stderr: "" },
    { code: 0, stderr: "" },
  ]);
  expect(await readdir(join(dataDir, "postgres"))).not.toContain("postmaster.pid");
  await rm(dataDir, { recursive: true, force: true });
});
