import { spawn } from "node:child_process";

/** `npm test [-- files or -t name]`: every test, in one run of Vitest, which prints the last line. */
const child = spawn("vitest", ["run", ...process.argv.slice(2)], { stdio: "inherit" });
child.on("close", (code) => {
  process.exitCode = code ?? 1;
});
