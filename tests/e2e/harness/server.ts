import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

export interface RunningServer {
  origin: string;
  stop(): Promise<void>;
}

export async function startServer(databaseUrl: string, secret: string): Promise<RunningServer> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = spawn(process.execPath, ["server.ts"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      PORT: String(port),
      METRICS_PORT: "0",
      APP_URL: origin,
      DATABASE_URL: databaseUrl,
      SESSION_SECRET: secret,
      SMTP_URL: "",
      REDIS_URL: "",
      SIGNUP: "open",
      LOG_LEVEL: "warn",
      RATE_LIMIT_OUTSIDER: "100000",
      RATE_LIMIT_SIGN_IN: "100000",
    },
  });
  const closed = once(server, "close");
  let printed = "";
  await new Promise<void>((resolve, reject) => {
    for (const stream of [server.stdout, server.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
        if (printed.includes(`Rowhouse is at ${origin}`)) resolve();
      });
    }
    closed.then(() => reject(new Error(`The server did not start:\n${printed}`)));
  });
  return {
    origin,
    async stop() {
      server.kill("SIGTERM");
      await closed;
    },
  };
}

/** The server must know its origin before it listens, so the port is chosen here. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
