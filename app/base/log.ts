import { type Logger, pino } from "pino";
import { loggedError } from "./logged-error.ts";

/** The process's log: JSON lines on standard output. Never bodies, tokens or addresses. `serve` sets its level. */
export const log: Logger = pino({
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (level) => ({ level }) },
  serializers: { err: loggedError },
});
