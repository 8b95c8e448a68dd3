import cluster from "node:cluster";
import { type Config, parseConfig } from "#app/base/config.ts";
import { onSignals } from "#app/process/lifecycle.ts";
import { startProblem } from "#app/process/start-problem.ts";
import { type Started, startDatabase } from "#db/start.ts";

/** Configuration, database, signals, drain. app/http/app.ts is what it serves. */

const dev = process.argv.includes("--dev");
const demo = process.argv.includes("--demo");
process.env.NODE_ENV ??= dev ? "development" : "production";
let dataDir = "";

type Build = typeof import("#app/process/serve.ts");

async function main(): Promise<void> {
  const config = parseConfig(demo ? demoEnvironment() : process.env);
  dataDir = config.dataDir;
  if (cluster.isWorker) {
    const { work } = await loadBuild();
    return work(config);
  }
  const letSignalsThrough = holdSignals();
  const database = await startDatabase(config);
  try {
    if (demo) await (await import("#app/seeds/demo.ts")).seedDemo(database);
    await run(config, database);
    letSignalsThrough();
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function run(config: Config, database: Started): Promise<void> {
  const vite = dev ? await startVite() : undefined;
  const { serve, supervise, greeting, endWith } = vite
    ? ((await vite.ssrLoadModule("/app/process/serve.ts")) as Build)
    : await loadBuild();
  const serving = await (config.webConcurrency > 1 && !dev ? supervise : serve)({ config, database, vite });
  endWith({ drain: () => serving.close(), stop: () => database.stop() }, serving.log);
  console.log(await greeting(config, database));
  if (demo) console.log((await import("#app/seeds/demo.ts")).demoSignIn);
}

/** Holds a first signal until the start is over: a start that ends halfway leaves its database running. */
function holdSignals(): () => void {
  let held: NodeJS.Signals | undefined;
  const letGo = onSignals(
    (signal) => {
      held = signal;
    },
    () => process.exit(130),
  );
  return () => {
    letGo();
    if (held) process.kill(process.pid, held);
  };
}

function demoEnvironment() {
  return { ...process.env, DATA_DIR: `${process.env.DATA_DIR || "./data"}/demo`, DATABASE_URL: "" };
}

async function loadBuild(): Promise<Build> {
  return import(new URL("./build/server/index.js", import.meta.url).href);
}

async function startVite() {
  const { createServer } = await import("vite");
  const vite = await createServer({ server: { middlewareMode: true } });
  // React Router's compiler would end the process on SIGTERM before anything else is stopped.
  process.removeAllListeners("SIGTERM");
  return vite;
}

main().catch((error: unknown) => {
  console.error(startProblem(error, dataDir) ?? error);
  process.exit(1);
});
