import { z } from "zod";

/** The environment, parsed once. Only this file and server.ts read `process.env`. */

const port = z.coerce.number().int().min(0).max(65_535);
const count = z.coerce.number().int().min(1);
const url = (protocols: RegExp) => z.url({ protocol: protocols });
const blankIsAbsent = (value: unknown) => (value === "" ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsAbsent, schema.optional());
const defaulted = <T extends z.ZodType>(schema: T, value: z.input<T>) =>
  z.preprocess((given) => blankIsAbsent(given) ?? value, schema);

const postgresUrl = url(/^postgres(ql)?$/);

const environment = z.object({
  NODE_ENV: defaulted(z.string(), "development"),
  PORT: defaulted(port, 3000),
  HOST: defaulted(z.string(), "0.0.0.0"),
  APP_URL: optional(url(/^https?$/)),
  DATABASE_URL: optional(postgresUrl),
  DATA_DIR: defaulted(z.string(), "./data"),
  POSTGRES_BIN_DIR: optional(z.string()),
  SESSION_SECRET: optional(z.string().min(32, "must be at least 32 characters")),
  REDIS_URL: optional(url(/^rediss?$/)),
  SMTP_URL: optional(url(/^smtps?$/)),
  MAIL_FROM: defaulted(z.string().min(3), "Rowhouse <no-reply@localhost>"),
  METRICS_PORT: defaulted(port, 9464),
  METRICS_HOST: defaulted(z.string(), "127.0.0.1"),
  TRUST_PROXY: defaulted(z.coerce.number().int().min(0).max(10), 0),
  LOG_LEVEL: defaulted(z.enum(["silent", "fatal", "error", "warn", "info", "debug", "trace"]), "info"),
  SIGNUP: defaulted(z.enum(["open", "invite"]), "open"),
  RATE_LIMIT_OUTSIDER: defaulted(count, 120),
  RATE_LIMIT_SIGN_IN: defaulted(count, 10),
  SESSION_MAX_DAYS: defaulted(count.max(3650), 180),
  CONNECTIONS_PER_ADDRESS: defaulted(count, 500),
  WEB_CONCURRENCY: defaulted(count.max(64), 1),
});

export interface Config {
  production: boolean;
  port: number;
  host: string;
  /** The public origin, without a trailing slash, such as `https://app.example.com`. */
  appUrl: string;
  /** Absent: Rowhouse starts its own PostgreSQL under `dataDir`. */
  databaseUrl: string | undefined;
  dataDir: string;
  postgresBinDir: string | undefined;
  /** Absent: made once and kept in `dataDir`. */
  sessionSecret: string | undefined;
  redisUrl: string | undefined;
  smtpUrl: string | undefined;
  mailFrom: string;
  metricsPort: number;
  metricsHost: string;
  /** How many proxies in front of the process may name the client's address. */
  trustProxyHops: number;
  logLevel: "silent" | "fatal" | "error" | "warn" | "info" | "debug" | "trace";
  signup: "open" | "invite";
  limits: { outsiderPerMinute: number; signInPerMinute: number };
  /** A session ends this long after signing in, however much it is used. */
  sessionMaxDays: number;
  /** In this process. Holds only without a proxy in front. */
  connectionsPerAddress: number;
  webConcurrency: number;
}

export class ConfigError extends Error {
  readonly problems: string[];
  constructor(problems: string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** @throws {ConfigError} with one line for each wrong variable. */
export function parseConfig(env: Record<string, string | undefined> = process.env): Config {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map(
        (issue) => `${issue.path.join(".")}: ${issue.message.replace(/^Invalid input: /, "")}`,
      ),
    );
  }
  const value = parsed.data;
  const production = value.NODE_ENV === "production";
  if (production && value.DATABASE_URL && !value.SESSION_SECRET) {
    throw new ConfigError([
      "SESSION_SECRET: is required in production with DATABASE_URL (32 random characters or more)",
    ]);
  }
  return {
    production,
    port: value.PORT,
    host: value.HOST,
    appUrl: new URL(value.APP_URL ?? `http://localhost:${value.PORT}`).origin,
    databaseUrl: value.DATABASE_URL,
    dataDir: value.DATA_DIR,
    postgresBinDir: value.POSTGRES_BIN_DIR,
    sessionSecret: value.SESSION_SECRET,
    redisUrl: value.REDIS_URL,
    smtpUrl: value.SMTP_URL,
    mailFrom: value.MAIL_FROM,
    metricsPort: value.METRICS_PORT,
    metricsHost: value.METRICS_HOST,
    trustProxyHops: value.TRUST_PROXY,
    logLevel: value.LOG_LEVEL,
    signup: value.SIGNUP,
    limits: { outsiderPerMinute: value.RATE_LIMIT_OUTSIDER, signInPerMinute: value.RATE_LIMIT_SIGN_IN },
    sessionMaxDays: value.SESSION_MAX_DAYS,
    connectionsPerAddress: value.CONNECTIONS_PER_ADDRESS,
    webConcurrency: value.WEB_CONCURRENCY,
  };
}

/** The server's configuration, for commands that run beside it. */
export function commandConfig(): Config {
  return parseConfig({ NODE_ENV: "production", ...process.env });
}
