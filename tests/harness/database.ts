import { randomUUID } from "node:crypto";
import { Pool } from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { entities } from "#app/domain/entities.ts";
import { knownTables } from "#app/domain/query.ts";
import { closeDatabase, type Database, openDatabase } from "#db/database.ts";
import { type DatabaseRole, urlAs } from "#db/roles.ts";
import { administer, templateName, testSecret, withDatabase } from "./administer.ts";

export interface TestDatabase {
  url: string;
  secret: string;
  /** As superuser, past every wall: to see what is really there. */
  admin: Pool;
}

export async function createTestDatabase(): Promise<TestDatabase & { drop(): Promise<void> }> {
  const clusterUrl = inject("clusterUrl");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(clusterUrl, `create database ${name} template ${templateName}`);
  // A copy has what is in its template, but not the rights on it.
  await administer(clusterUrl, `revoke temporary on database ${name} from public`);
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

/** A database that the test's own process doesn't open: for commands and servers. */
export function useUnopenedDatabase(): TestDatabase {
  const handle = {} as TestDatabase;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const created = await createTestDatabase();
    drop = created.drop;
    Object.assign(handle, { url: created.url, secret: created.secret, admin: created.admin });
  });
  afterAll(() => drop());
  return handle;
}

/** The caller ends it. Its errors are ignored: the database may be dropped before the last connection is. */
export function poolAs(role: DatabaseRole, { url, secret }: TestDatabase, max = 3): Pool {
  const pool = new Pool({ connectionString: urlAs(role, url, secret), max });
  pool.on("error", () => {});
  return pool;
}

export interface OpenTestDatabase extends TestDatabase {
  database: Database;
}

/** As `useUnopenedDatabase`, and opens it: `db.database`. */
export function useDatabase(options: { poolSize?: number } = {}): OpenTestDatabase {
  const handle = useUnopenedDatabase() as OpenTestDatabase;
  beforeAll(async () => {
    const { url, secret } = handle;
    handle.database = await openDatabase({ url, secret, entities, tables: knownTables(), ...options });
  });
  afterAll(() => closeDatabase(handle.database));
  return handle;
}
