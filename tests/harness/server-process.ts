import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

export interface ServerProcess {
  child: ChildProcess;
  origin: string;
  metricsOrigin: string;
  output(): string;
  ended: Promise<number | null>;
}

/** From the build, on free ports. It may not come up: see `served`. */
export async function startServer(env: Record<string, string>): Promise<ServerProcess> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, ["server.ts"], {
    env: { PATH, HOST: "127.0.0.1", PORT: String(port), METRICS_PORT: String(metricsPort), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  child.stderr.on("data", (chunk) => chunks.push(chunk));
  return {
    child,
    origin: `http://localhost:${env.PORT ?? port}`,
    metricsOrigin: `http://127.0.0.1:${env.METRICS_PORT ?? metricsPort}`,
    output: () => Buffer.concat(chunks).toString(),
    ended: once(child, "close").then(([code]) => code as number | null),
  };
}

/** Resolves when it says where it is. @throws if it ends before */
export async function served(server: ServerProcess): Promise<ServerProcess> {
  const { stdout } = server.child;
  while (!server.output().includes("Rowhouse is at")) {
    const ended = await Promise.race([
      stdout && once(stdout, "data").then(() => false),
      server.ended.then(() => true),
    ]);
    if (ended) throw new Error(`The server ended before it served:\n${server.output()}`);
  }
  return server;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (!address || typeof address === "string") throw new Error("No port was given");
  return address.port;
}
