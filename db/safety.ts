import type { ClientBase, Pool } from "pg";
import { DatabaseSetupError } from "./roles.ts";
import { auditProblems } from "./safety/audit.ts";
import { functionProblems } from "./safety/functions.ts";
import { keyProblems } from "./safety/keys.ts";
import { privilegeProblems } from "./safety/privileges.ts";
import { roleProblems } from "./safety/roles.ts";
import { wallProblems } from "./safety/walls.ts";

/**
 * Everything about this connection and the catalog that would let a request past the wall, or that is not as the
 * design says; nothing if all is well. Each problem is one line that names the object and what to do. Reads the
 * catalog only (about 10 ms), and needs no rights of its own.
 */
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

/**
 * Refuses a pool whose connections could get past row-level security. Call it before serving.
 * @throws {DatabaseSetupError} with one line per problem.
 */
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
