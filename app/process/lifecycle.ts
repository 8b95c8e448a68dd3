import type { Logger } from "#app/base/log.ts";

/** The process ends within this time after a signal or a crash, whatever happens. */
const lastMs = 28_000;

interface End {
  isBegun(): boolean;
  /** Ends the process after `stop`, with this exit code; with 1 if stopping fails. Only the first call counts. */
  begin(code: number): void;
}

/** An error that nothing caught begins the end, with exit code 1. */
export function endAfter(stop: () => Promise<void>, log: Logger): End {
  let isBegun = false;
  const end = async (code: number) => {
    setTimeout(() => process.exit(code), lastMs).unref();
    try {
      await stop();
    } catch (error) {
      log.error({ err: error }, "Stopping failed");
      process.exit(1);
    }
    process.exit(code);
  };
  const begin = (code: number) => {
    if (!isBegun) void end(code);
    isBegun = true;
  };
  const crash = (error: unknown) => {
    log.fatal({ err: error }, "Nothing caught an error");
    // While ending, a broken connection may well throw; it doesn't cut the ending short.
    begin(1);
  };
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  return { isBegun: () => isBegun, begin };
}

/** On a signal the exit code is 0. A second signal doesn't wait for `stop`. */
export function endWith(stop: () => Promise<void>, log: Logger): void {
  const end = endAfter(stop, log);
  const onSignal = () => {
    if (end.isBegun()) process.exit(130);
    end.begin(0);
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}
