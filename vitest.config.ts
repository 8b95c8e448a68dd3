import { reactRouter } from "@react-router/dev/vite";
import { defineConfig, type Plugin } from "vitest/config";

/** Database tests share one cluster (tests/harness/cluster.ts); each file copies the template database. */
export default defineConfig({
  plugins: [reactRouter(), stylesheetAddress()],
  test: {
    setupFiles: ["tests/harness/no-console-errors.ts"],
    pool: "forks",
    maxWorkers: 2,
    reporters: ["default", "./tests/harness/last-line.ts"],
    restoreMocks: true,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [
            "{app,db,cli,scripts,bench}/**/*.test.{ts,tsx}",
            "tests/*.test.ts",
            "tests/{harness,mutants}/**/*.test.ts",
          ],
          exclude: ["**/node_modules/**", "scripts/noun/template/**"],
          testTimeout: 10_000,
          hookTimeout: 10_000,
        },
      },
      {
        extends: true,
        test: {
          name: "database",
          include: ["tests/{integration,isolation,e2e}/**/*.test.ts"],
          globalSetup: ["tests/harness/cluster.ts"],
          setupFiles: ["tests/harness/held-statements.ts"],
          // Only for what hangs: the longest take 40 s, and a busy machine is several times slower.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});

/** Vitest empties stylesheets and their addresses, but pages link to one all the same. */
function stylesheetAddress(): Plugin {
  return {
    name: "stylesheet-address",
    enforce: "pre",
    resolveId: (source) => (source.endsWith(".css?url") ? "\0stylesheet-address" : undefined),
    load: (id) => (id === "\0stylesheet-address" ? 'export default "/assets/app.css"' : undefined),
  };
}
