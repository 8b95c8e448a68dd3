import { access, constants, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { Redis } from "ioredis";
import { createTransport } from "nodemailer";
import type { Config } from "#app/base/config.ts";
import { type Finding, note, ok, problem } from "./finding.ts";

export async function examineInstallation(config: Config): Promise<Finding[]> {
  const findings = await Promise.all([
    examineUrl(config),
    usesDataDir(config) ? examineDataDir(config.dataDir) : [],
    examineMail(config),
    examineRedis(config),
  ]);
  return [ok("configuration", "every variable has a value it may have"), ...findings.flat()];
}

function usesDataDir({ databaseUrl, sessionSecret }: Config): boolean {
  return !databaseUrl || !sessionSecret;
}

function examineUrl({ appUrl, trustProxyHops }: Config): Finding[] {
  const { protocol, hostname } = new URL(appUrl);
  const isLocal = hostname === "localhost" || hostname.startsWith("127.") || hostname === "[::1]";
  if (protocol === "http:" && !isLocal) {
    return [note("address", `APP_URL is ${appUrl}: without https, sessions can be read on the way`)];
  }
  if (protocol === "https:" && trustProxyHops === 0) {
    return [
      note(
        "address",
        "APP_URL is https and TRUST_PROXY is 0: behind one proxy that ends TLS, set TRUST_PROXY=1",
      ),
    ];
  }
  return [ok("address", appUrl)];
}

const mebibyte = 1024 * 1024;

export const dataDirectory = "data directory";

async function examineDataDir(dataDir: string): Promise<Finding[]> {
  try {
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    return [
      missing
        ? problem(dataDirectory, `${dataDir} does not exist yet: start Rowhouse once, or set DATA_DIR`)
        : problem(
            dataDirectory,
            `${dataDir} is not writable for this account: change its owner, or set DATA_DIR`,
          ),
    ];
  }
  const { bavail, bsize } = await statfs(dataDir);
  const freeMebibytes = Math.floor((bavail * bsize) / mebibyte);
  const disk = `${freeMebibytes.toLocaleString("en")} MiB free`;
  return [
    freeMebibytes < 256
      ? problem(
          dataDirectory,
          `only ${disk} in ${dataDir}: PostgreSQL stops when its disk is full, make room`,
        )
      : freeMebibytes < 2048
        ? note(dataDirectory, `${dataDir}: only ${disk}`)
        : ok(dataDirectory, `${dataDir}, ${disk}`),
    ...(await examineSecret(join(dataDir, "session-secret"))),
  ];
}

async function examineSecret(path: string): Promise<Finding[]> {
  const mode = await stat(path).then(
    (stats) => stats.mode,
    () => undefined,
  );
  if (mode === undefined || process.platform === "win32") return [];
  return [
    mode & 0o077
      ? problem("session secret", `${path} can be read by other accounts: run "chmod 600 ${path}"`)
      : ok("session secret", "kept in the data directory, readable by its owner only"),
  ];
}

async function examineMail({ smtpUrl }: Config): Promise<Finding[]> {
  if (!smtpUrl) return [note("mail", "SMTP_URL is not set: mails stay in the operator's outbox")];
  const { host } = new URL(smtpUrl);
  const transport = createTransport({ url: smtpUrl, connectionTimeout: 5_000, greetingTimeout: 5_000 });
  try {
    await transport.verify();
    return [ok("mail", `${host} takes mail`)];
  } catch (error) {
    return [problem("mail", `${host} takes no mail (${(error as Error).message}): check SMTP_URL`)];
  } finally {
    transport.close();
  }
}

async function examineRedis({ redisUrl, webConcurrency }: Config): Promise<Finding[]> {
  if (!redisUrl) {
    return webConcurrency === 1
      ? []
      : [
          note(
            "request limits",
            "REDIS_URL is not set: these processes count together, and those of another container apart",
          ),
        ];
  }
  const { host } = new URL(redisUrl);
  const redis = new Redis(redisUrl, { lazyConnect: true, connectTimeout: 5_000, retryStrategy: () => null });
  redis.on("error", () => {});
  try {
    await redis.connect();
    await redis.ping();
    return [ok("request limits", `counted in Redis at ${host}`)];
  } catch (error) {
    return [
      problem(
        "request limits",
        `Redis at ${host} does not answer (${(error as Error).message}): check REDIS_URL; until then each process counts for itself`,
      ),
    ];
  } finally {
    redis.disconnect();
  }
}
