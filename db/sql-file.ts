import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export interface SqlFile {
  name: string;
  sql: string;
  checksum: string;
}

/** Below the working directory: the same for source and build. */
export const sqlDir = join(process.cwd(), "db");

export async function readSqlFile(folder: string, name: string): Promise<SqlFile> {
  const sql = await readFile(join(folder, name), "utf8");
  return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
}

/** In the order of their names. */
export async function readSqlFiles(folder: string, pattern: RegExp): Promise<SqlFile[]> {
  const names = (await readdir(folder)).filter((name) => pattern.test(name)).sort();
  return Promise.all(names.map((name) => readSqlFile(folder, name)));
}

export interface Queryable {
  query(sql: string): Promise<{ rows: unknown[] }>;
}

/** Empty for a database that nothing was applied to. */
export async function rowsIfThere<Row>(client: Queryable, sql: string): Promise<Row[]> {
  try {
    return (await client.query(sql)).rows as Row[];
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "42P01" || code === "3F000") return [];
    throw error;
  }
}
