import { randomUUID } from "node:crypto";
import { Pool } from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { closeDatabase, openDatabase } from "#db/orm.ts";
import { administer, templateName, testSecret, withDatabase } from "./administer.ts";

export interface TestDatabase {
  url: string;
  secret: string;
  /** As superuser, past every wall: to look at what is really there. */
  admin: Pool;
}

/** A migrated database of this test file's own, dropped after it. */
export async function createTestDatabase(): Promise<TestDatabase & { drop(): Promise<void> }> {
  const clusterUrl = inject("clusterUrl");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(clusterUrl, `create database ${name} template ${templateName}`);
  const url = withDatabase(clusterUrl, name);
  const admin = new Pool({ connectionString: url, max: 3 });
  admin.on("error", () => {});
  return {
    url,
    secret: testSecret,
    admin,
    async drop() {
      await admin.end();
      await administer(clusterUrl, `drop database ${name} with (force)`);
    },
  };
}

/** Gives a test file an open database for as long as it runs: `const db = useDatabase()`, then `db.admin` in tests. */
export function useDatabase(options: { poolSize?: number } = {}): TestDatabase {
  const handle = {} as TestDatabase;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const created = await createTestDatabase();
    drop = created.drop;
    Object.assign(handle, { url: created.url, secret: created.secret, admin: created.admin });
    await openDatabase({ url: created.url, secret: created.secret, ...options });
  });
  afterAll(async () => {
    await closeDatabase();
    await drop();
  });
  return handle;
}
