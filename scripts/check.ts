import { spawn } from "node:child_process";

/** `npm run check`: all checks run, even if one fails. */
const checks: [what: string, command: string][] = [
  ["types", "react-router typegen && tsc --noEmit"],
  ["lint, format and import boundaries", "biome ci --colors=off --error-on-warnings ."],
  ["unused code", "knip"],
];

async function run([what, command]: [string, string]): Promise<boolean> {
  const startedAt = performance.now();
  const child = spawn(command, { shell: true, stdio: ["ignore", "pipe", "pipe"] });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk) => output.push(chunk));
  child.stderr.on("data", (chunk) => output.push(chunk));
  const code = await new Promise((resolve) => child.on("close", resolve));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? "✓" : "✗"} ${what} (${seconds} s)`);
  if (code !== 0) console.log(Buffer.concat(output).toString());
  return code === 0;
}

const results = await Promise.all(checks.map(run));
process.exitCode = results.every(Boolean) ? 0 : 1;
