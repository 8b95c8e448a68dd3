import { createServer } from "node:http";
import type { Config } from "#app/config.ts";
import { closeDatabase, openDatabase } from "#db/orm.ts";
import { createApp } from "./app.ts";
import { log } from "./log.ts";

/** Opens the database, serves until `close`, and then lets what is in flight finish. */
export async function serve({
  config,
  database,
}: {
  config: Config;
  database: { url: string; secret: string };
}) {
  await openDatabase({
    ...database,
    onPoolError: (error) => log.warn({ err: error }, "A database connection broke"),
  });
  const server = createServer(createApp(config));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.port, config.host, resolve);
  });
  console.log(`Rowhouse is at ${config.appUrl}`);
  return {
    async close() {
      await new Promise((resolve) => server.close(resolve));
      await closeDatabase();
    },
  };
}
