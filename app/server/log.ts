import { type Logger, pino } from "pino";

/** The process's log: JSON lines on standard output. Never bodies, tokens or addresses. */
export const log: Logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime });
