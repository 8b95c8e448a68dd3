import { expect, test } from "vitest";
import { seedDemo } from "#app/seeds/demo.ts";
import { useDatabase } from "#tests/harness/database.ts";

const db = useDatabase();

test("the demo's workspaces have the audit log of their 90 days, in an unbroken chain", async () => {
  await seedDemo(db);
  const { rows } = await db.admin.query(
    `select h.length = count(*) and h.length > 50 as whole, bool_and(e.hash = control.audit_hash(e)) as fit,
       min(e.at) < now() - interval '80 days' and max(e.at) <= now() as "inTime"
     from tenant.audit_heads h join tenant.audit_events e using (tenant_id)
     group by h.tenant_id, h.length`,
  );
  expect(rows).toEqual(Array(2).fill({ whole: true, fit: true, inTime: true }));
});

test("the demo's people have verified their emails: they can invite at once", async () => {
  await seedDemo(db);
  const { rows } = await db.admin.query("select from control.users where email_verified_at is null");
  expect(rows).toEqual([]);
});
