import { Client } from "pg";

/** The roles' passwords derive from it. */
export const testSecret = "x".repeat(40);
export const templateName = "rowhouse_template";

export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

export async function administer(clusterUrl: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: withDatabase(clusterUrl, "postgres") });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
