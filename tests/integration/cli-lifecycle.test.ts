import { beforeAll, expect, test } from "vitest";
import { deleteTenant } from "#tests/factories/closures.ts";
import { mailsWhere } from "#tests/factories/mails.ts";
import { createTenant, createUser, type TestUser } from "#tests/factories/people.ts";
import { createTask } from "#tests/factories/work.ts";
import { rowhouse } from "#tests/harness/command.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";

const db = useUnopenedDatabase();
let owner: TestUser;
beforeAll(async () => {
  owner = await createUser(db.admin);
});

const run = (...args: string[]) => rowhouse({ DATABASE_URL: db.url, SESSION_SECRET: db.secret }, args);
const tenantNow = async (slug: string) => JSON.parse((await run("tenant", "show", slug, "--json")).stdout);

async function verbsOf({ id }: { id: string }): Promise<string[]> {
  const { rows } = await db.admin.query(
    "select verb from tenant.audit_events where tenant_id = $1 and actor_kind = 'operator' order by id",
    [id],
  );
  return rows.map(({ verb }) => verb);
}

test("a tenant is suspended with a reason, which a resume takes back", async () => {
  const tenant = await createTenant(db.admin, { owner });
  const { slug } = tenant;
  expect(await run("tenant", "suspend", slug, "--reason", "  The bill of May ")).toMatchObject({
    code: 0,
    stdout: `${slug} is suspended\n`,
  });
  expect(await tenantNow(slug)).toMatchObject({ status: "suspended", suspendedReason: "The bill of May" });
  expect((await run("tenant", "suspend", slug)).code).toBe(0);
  expect((await run("tenant", "show", slug)).stdout).toMatch(/suspended because +The bill of May/);
  expect((await run("tenant", "resume", slug)).stdout).toBe(`${slug} is active\n`);
  expect(await tenantNow(slug)).toMatchObject({ status: "active", suspendedReason: null });
  expect(await verbsOf(tenant)).toEqual(["workspace.suspended", "workspace.resumed"]);
  for (const reason of [" ", "x".repeat(501)]) {
    expect(await run("tenant", "suspend", slug, "--reason", reason)).toMatchObject({ code: 2, stdout: "" });
  }
});

test("a tenant is deleted and undeleted, and is refused to other commands in between", async () => {
  const tenant = await createTenant(db.admin, { owner });
  const { slug } = tenant;
  await run("tenant", "suspend", slug, "--reason", "The bill of May");
  const deleted = JSON.parse((await run("tenant", "delete", slug, "--json")).stdout);
  expect(deleted.status).toBe("deleted");
  expect(Date.parse(deleted.purgeAfter) - Date.parse(deleted.deletedAt)).toBe(30 * 86_400_000);
  expect((await run("tenant", "delete", slug)).stdout).toContain(deleted.purgeAfter);
  const body = expect.stringMatching(/^The operator of this installation deleted .* “Acme”/);
  expect(await mailsWhere(db.admin, "tenant_id = $1", tenant.id)).toMatchObject([{ to: owner.email, body }]);
  expect((await run("tenant", "show", slug)).stdout).toMatch(/status +deleted\n[\s\S]*erased after +\d{4}-/);
  expect((await run("tenant", "list")).stdout).toMatch(new RegExp(`^${slug} +enterprise +deleted`, "m"));
  const refused = await run("tenant", "rename", slug, "elsewhere");
  expect([refused.code, refused.stderr]).toEqual([
    1,
    `rowhouse: ${slug} is deleted: bring it back first, with \`rowhouse tenant undelete ${slug}\`\n`,
  ]);
  expect((await run("tenant", "undelete", slug)).stdout).toBe(`${slug} is suspended\n`);
  expect(await verbsOf(tenant)).toEqual(["workspace.suspended", "workspace.deleted", "workspace.restored"]);
});

test("a purge asks for a deletion and its time, or --now; then only the tombstone is left", async () => {
  const tenant = await createTenant(db.admin, { owner });
  const { slug } = tenant;
  await createTask(db.admin, { tenant, by: owner });
  expect((await run("tenant", "purge", slug, "--now")).stderr).toContain(`${slug} is not deleted`);
  await run("tenant", "delete", slug);
  const early = await run("tenant", "purge", slug);
  expect([early.code, early.stdout]).toEqual([1, ""]);
  expect(early.stderr).toMatch(/can be brought back until \d{4}.* or erase it at once with --now/);
  const purged = await run("tenant", "purge", slug, "--now");
  expect([purged.code, purged.stderr]).toEqual([0, ""]);
  expect(purged.stdout).toMatch(/status +erased/);
  for (const count of [
    /control\.memberships +1 row\n/,
    /tenant\.tasks +1 row\n/,
    /tenant\.projects +1 row/,
  ]) {
    expect(purged.stdout).toMatch(count);
  }
  expect(await run("tenant", "purge", slug)).toMatchObject({ code: 0, stdout: purged.stdout });
  expect(await tenantNow(slug)).toMatchObject({
    status: "erased",
    id: tenant.id,
    erased: { "tenant.tasks": 1 },
  });
  const refused = await run("tenant", "undelete", slug);
  expect([refused.code, refused.stderr]).toEqual([1, `rowhouse: ${slug} is erased: nothing is left of it\n`]);
  expect((await run("tenant", "purge", "never-was", "--now")).stderr).toContain("there is no tenant");
});

test("the doctor names tenants that should be erased and are not, and jobs that failed", async () => {
  const overdue = await createTenant(db.admin, { owner });
  await deleteTenant(db.admin, overdue, { daysAgo: 32 });
  const ill = await run("doctor");
  expect([ill.code, ill.stdout]).toEqual([
    1,
    expect.stringMatching(/✗ deleted: 1 tenant should have been erased/),
  ]);
  await run("tenant", "purge", overdue.slug);
  await db.admin.query("select graphile_worker.add_job('never', max_attempts => 1)");
  await db.admin.query("update graphile_worker._private_jobs set attempts = 1");
  const well = await run("doctor");
  expect([well.code, well.stdout]).toEqual([
    0,
    expect.stringContaining("! jobs: 1 job failed for good: see"),
  ]);
});

test("a tenant with a damaged audit log can be closed and opened, with a warning, and not changed otherwise", async () => {
  const tenant = await createTenant(db.admin, { owner });
  const { slug } = tenant;
  await db.admin.query("delete from tenant.audit_heads where tenant_id = $1", [tenant.id]);
  for (const [command, verb] of [
    ["suspend", "suspended"],
    ["resume", "resumed"],
    ["delete", "deleted"],
    ["undelete", "restored"],
  ] as const) {
    const { code, stderr } = await run("tenant", command, slug);
    expect([code, stderr]).toEqual([
      0,
      `rowhouse: The audit log of tenant ${tenant.id} is damaged: workspace.${verb} was not noted in it\n`,
    ]);
  }
  for (const args of [
    ["rename", slug, `${slug}-2`],
    ["set-plan", slug, "pro"],
  ]) {
    const { code, stderr } = await run("tenant", ...args);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^rowhouse: nothing was changed: .* is damaged\. Look with `rowhouse audit verify`.*\n$/,
      ),
    ]);
  }
  expect((await tenantNow(slug)).status).toBe("active");
  expect((await run("tenant", "delete", slug)).code).toBe(0);
  expect((await run("tenant", "purge", slug, "--now")).code).toBe(0);
  expect((await tenantNow(slug)).status).toBe("erased");
});

test("the doctor counts jobs that are held by a process that is gone", async () => {
  expect((await run("doctor")).stdout).toContain("✓ held jobs: each is held by a process that runs");
  await db.admin.query("select graphile_worker.add_job('sweep')");
  await db.admin.query(
    "update graphile_worker._private_jobs set locked_at = now(), locked_by = 'pool-gone' where task_id = (select id from graphile_worker._private_tasks where identifier = 'sweep')",
  );
  const told = await run("doctor");
  expect([told.code, told.stdout]).toEqual([
    0,
    expect.stringContaining("held jobs: 1 job held by a process that is gone"),
  ]);
  await db.admin.query("select graphile_worker.force_unlock_workers(array['pool-gone'])");
});

test("the slug of an erased tenant goes to no other tenant, neither a new one nor a renamed one", async () => {
  const gone = await createTenant(db.admin, { owner }, { slug: "long-gone" });
  await db.admin.query("insert into control.slugs (slug, tenant_id) values ('gone-before', $1)", [gone.id]);
  await run("tenant", "delete", "long-gone");
  expect((await run("tenant", "purge", "long-gone", "--now")).code).toBe(0);
  const other = await createTenant(db.admin, { owner });
  for (const slug of ["long-gone", "gone-before"]) {
    const created = await run(
      "tenant",
      "create",
      "--slug",
      slug,
      "--name",
      "Again",
      "--owner-email",
      owner.email,
    );
    expect([created.code, created.stderr]).toEqual([
      1,
      `rowhouse: the slug ${slug} is taken, or was once: choose another\n`,
    ]);
    expect((await run("tenant", "rename", other.slug, slug)).code).toBe(1);
  }
  expect((await run("tenant", "show", "gone-before")).stdout).toMatch(
    /^slug +long-gone\nformer slugs +gone-before/,
  );
  const { rows } = await db.admin.query("select slug from control.slugs where tenant_id = $1", [other.id]);
  expect(rows).toEqual([{ slug: other.slug }]);
});
