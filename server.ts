import { ConfigError, parseConfig } from "#app/config.ts";
import { EmbeddedPostgresError } from "#db/embedded.ts";
import { DatabaseSetupError } from "#db/roles.ts";
import { type Started, startDatabase } from "#db/start.ts";

/** The process: configuration, database, application, listen, signals, drain. What it serves is app/server/app.ts. */

const dev = process.argv.includes("--dev");
const demo = process.argv.includes("--demo");
process.env.NODE_ENV ??= dev ? "development" : "production";

interface ServerBuild {
  serve(options: {
    config: ReturnType<typeof parseConfig>;
    database: Started;
  }): Promise<{ close(): Promise<void> }>;
}

async function main() {
  const config = parseConfig(demo ? { ...process.env, DATA_DIR: "./data/demo" } : process.env);
  const database = await startDatabase(config);
  const { serve } = await loadBuild();
  const server = await serve({ config, database });
  const stop = async () => {
    await server.close();
    await database.stop();
    process.exit(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

async function loadBuild(): Promise<ServerBuild> {
  if (!dev) return import(new URL("./build/server/index.js", import.meta.url).href);
  const { createServer } = await import("vite");
  const vite = await createServer({ server: { middlewareMode: true } });
  return (await vite.ssrLoadModule("./app/server/serve.ts")) as ServerBuild;
}

main().catch((error: unknown) => {
  const expected =
    error instanceof ConfigError ||
    error instanceof DatabaseSetupError ||
    error instanceof EmbeddedPostgresError;
  console.error(expected ? (error as Error).message : error);
  process.exit(1);
});
