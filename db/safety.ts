import type { ClientBase, Pool } from "pg";
import { DatabaseSetupError } from "./roles.ts";
import { auditProblems } from "./safety/audit.ts";
import { functionProblems } from "./safety/functions.ts";
import { keyProblems } from "./safety/keys.ts";
import { privilegeProblems } from "./safety/privileges.ts";
import { roleProblems } from "./safety/roles.ts";
import { wallProblems } from "./safety/walls.ts";

/** One line per problem: the object, and what to do. None if all is well. Reads the catalog only. */
export async function safetyProblems(client: Pick<ClientBase, "query">): Promise<string[]> {
  const problems: string[] = [];
  for (const check of [
    roleProblems,
    wallProblems,
    keyProblems,
    privilegeProblems,
    functionProblems,
    auditProblems,
  ]) {
    problems.push(...(await check(client)));
  }
  return problems;
}

/** Call it before serving. @throws {DatabaseSetupError} with one line per problem. */
export async function requireSafeConnection(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    const problems = await safetyProblems(client);
    if (problems.length === 0) return;
    throw new DatabaseSetupError(
      [
        "Rowhouse does not serve: the database would not keep tenants apart.",
        ...problems.map((line) => `- ${line}`),
      ].join("\n"),
    );
  } finally {
    client.release();
  }
}
