import type { Logger } from "#app/base/log.ts";

/** The process ends within this time after a signal or a crash, whatever happens. */
const lastMs = 28_000;

/** On a signal the exit code is 0, after an uncaught error 1. A second signal doesn't wait for `stop`. */
export function endWith(stop: () => Promise<void>, log: Logger): void {
  let isEnding = false;
  const end = async (code: number) => {
    if (isEnding) process.exit(code || 130);
    isEnding = true;
    setTimeout(() => process.exit(code), lastMs).unref();
    try {
      await stop();
    } catch (error) {
      log.error({ err: error }, "Stopping failed");
      process.exit(1);
    }
    process.exit(code);
  };
  process.on("SIGTERM", () => void end(0));
  process.on("SIGINT", () => void end(0));
  const crash = (error: unknown) => {
    log.fatal({ err: error }, "Nothing caught an error");
    // While ending, a broken connection may well throw; it must not cut the ending short.
    if (!isEnding) void end(1);
  };
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
}
