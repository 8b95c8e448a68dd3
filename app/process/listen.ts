import type { Server } from "node:http";
import { StartProblem } from "./start-problem.ts";

/** @throws {StartProblem} that names the variable to change. */
export async function listen(
  server: Server,
  port: number,
  host: string,
  variable: "PORT" | "METRICS_PORT",
): Promise<Server> {
  await new Promise<void>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) =>
      reject(new StartProblem(explain(error, port, host, variable)));
    server.once("error", failed);
    server.listen(port, host, () => {
      server.off("error", failed);
      resolve();
    });
  });
  return server;
}

function explain(
  { code, message }: NodeJS.ErrnoException,
  port: number,
  host: string,
  variable: string,
): string {
  if (code === "EADDRINUSE")
    return `Port ${port} is taken. Stop what uses it, or set ${variable} to another.`;
  if (code === "EACCES")
    return `Port ${port} may not be used by this account. Set ${variable} to one above 1023.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return `${host} is not an address of this machine. Check ${variable === "PORT" ? "HOST" : "METRICS_HOST"}.`;
  }
  return `${variable} ${port} on ${host} can't be listened on: ${message}.`;
}
