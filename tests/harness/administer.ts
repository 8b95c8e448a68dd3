import { Client } from "pg";

/** The roles' passwords derive from it. */
export const testSecret = "x".repeat(40);
export const templateName = "rowhouse_template";

export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/** Over a connection of its own, which is closed at the end. */
export async function runSql(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

export async function administer(clusterUrl: string, sql: string): Promise<void> {
  await runSql(withDatabase(clusterUrl, "postgres"), sql);
}
