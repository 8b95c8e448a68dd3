import { reactRouter } from "@react-router/dev/vite";
import { defineConfig, type Plugin } from "vitest/config";

/** One run, one PostgreSQL cluster: tests/harness/cluster.ts starts it; each test file copies the template database. */
export default defineConfig({
  plugins: [reactRouter(), stylesheetAddress()],
  test: {
    globalSetup: ["tests/harness/cluster.ts"],
    setupFiles: ["tests/harness/no-console-errors.ts"],
    include: ["{app,db,cli,scripts,bench}/**/*.test.{ts,tsx}", "tests/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    reporters: ["default", "./tests/harness/last-line.ts"],
    restoreMocks: true,
  },
});

/** Vitest empties stylesheets, their addresses included; pages link to one all the same. */
function stylesheetAddress(): Plugin {
  return {
    name: "stylesheet-address",
    enforce: "pre",
    resolveId: (source) => (source.endsWith(".css?url") ? "\0stylesheet-address" : undefined),
    load: (id) => (id === "\0stylesheet-address" ? 'export default "/assets/app.css"' : undefined),
  };
}
