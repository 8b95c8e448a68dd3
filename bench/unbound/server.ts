import { parseConfig } from "#app/base/config.ts";

const { serve } = await import(new URL("../../build/unbound/server/index.js", import.meta.url).href);
const { DATABASE_URL: url = "", SESSION_SECRET: secret = "" } = process.env;
await serve({ config: parseConfig(process.env), database: { url, secret } });
process.once("SIGTERM", () => process.exit(0));
