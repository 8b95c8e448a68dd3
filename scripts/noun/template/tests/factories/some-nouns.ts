import { randomUUIDv7 } from "node:crypto";
import type { Pool } from "pg";
import type { TestTenant, TestUser } from "./people.ts";

export async function createSomeNoun(
  admin: Pool,
  { tenant, by, ...given }: { tenant: TestTenant; by: TestUser; name?: string },
): Promise<{ id: string }> {
  const id = randomUUIDv7();
  await admin.query(
    "insert into tenant.some_nouns (tenant_id, id, name, created_by) values ($1, $2, $3, $4)",
    [tenant.id, id, given.name ?? "Mind the step", by.id],
  );
  return { id };
}
