import { type Logger, pino } from "pino";
import type { Config } from "./config.ts";
import { loggedError } from "./logged-error.ts";

export type { Logger };

/** An application's log: JSON lines on standard output. Never bodies, tokens or emails. */
export function createLog({ logLevel }: Pick<Config, "logLevel">): Logger {
  return pino({
    level: logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
    serializers: { err: loggedError },
  });
}
