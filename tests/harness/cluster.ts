import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import { administer, templateName, testSecret, withDatabase } from "./administer.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The superuser's URL of the run's cluster, without a database. */
    clusterUrl: string;
  }
}

/** Once a run: starts its PostgreSQL, and migrates the database that every test file copies. */
export default async function setup(project: TestProject) {
  const dataDir = await mkdtemp(join(tmpdir(), "rowhouse-tests-"));
  // As root, the server runs as another user, who has to get in.
  await chmod(dataDir, 0o755);
  const cluster = await startEmbeddedPostgres({
    dataDir,
    // Without autovacuum: new statistics would change plans in the middle of a test that compares them.
    settings: { max_connections: "200", synchronous_commit: "off", autovacuum: "off" },
  });
  const template = withDatabase(cluster.url, templateName);
  await administer(cluster.url, `create database ${templateName}`);
  await migrate(template, testSecret);
  project.provide("clusterUrl", cluster.url);
  return async () => {
    await cluster.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
