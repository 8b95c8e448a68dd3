import { type Logger, pino } from "pino";
import type { Config } from "./config.ts";
import { loggedError } from "./logged-error.ts";

export type { Logger };

/** JSON lines on standard output. Bodies, tokens and emails are never logged. */
export function createLog({ logLevel }: Pick<Config, "logLevel">): Logger {
  return pino({
    level: logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
    serializers: { err: loggedError },
  });
}
