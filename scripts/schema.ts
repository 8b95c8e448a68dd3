import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import { powersText, securityPage, withPowers } from "#db/powers.ts";
import { schemaText } from "#db/schema.ts";
import { singleClient } from "#db/single-client.ts";

/** `npm run db:schema`: writes db/schema.sql and a part of docs/security.md, from a database that is thrown away. */
const dataDir = await mkdtemp(join(tmpdir(), "rowhouse-schema-"));
// As root, the server runs as another user, who has to get in.
await chmod(dataDir, 0o755);
try {
  const server = await startEmbeddedPostgres({ dataDir, binDir: process.env.POSTGRES_BIN_DIR });
  try {
    await migrate(server.url, "of a database that is thrown away");
    const client = singleClient({ connectionString: server.url });
    await client.connect();
    await writeFile("db/schema.sql", await schemaText(client));
    await writeFile(securityPage, withPowers(await readFile(securityPage, "utf8"), await powersText(client)));
    await client.end();
  } finally {
    await server.stop();
  }
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
console.log(`Wrote db/schema.sql and ${securityPage}`);
