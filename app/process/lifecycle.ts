import type { Logger } from "#app/base/log.ts";

/** The process ends within this time after a signal or a crash, whatever happens. */
const lastMs = 28_000;

interface End {
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
  return { begin };
}

interface Ending {
  /** Lets what is in flight finish. */
  drain(): Promise<void>;
  /** Stops what would outlive the process. Further calls wait for the first. */
  stop(): Promise<void>;
}

/** On a signal: `drain`, `stop`, exit code 0. A second signal doesn't wait for `drain`; the exit code is 130. */
export function endWith({ drain, stop }: Ending, log: Logger): void {
  const end = endAfter(async () => {
    await drain();
    await stop();
  }, log);
  onSignals(
    () => end.begin(0),
    () => void stop().finally(() => process.exit(130)),
  );
}

/** npm hands on the Ctrl-C that its child got from the terminal already. */
const sameSignalMs = 1_000;

/** Signals so close to the first belong to it. Returns what ends the listening. */
export function onSignals(first: (signal: NodeJS.Signals) => void, second: () => void): () => void {
  let firstAt: number | undefined;
  const listener = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (firstAt === undefined) {
      firstAt = now;
      first(signal);
    } else if (now - firstAt > sameSignalMs) second();
  };
  process.on("SIGTERM", listener).on("SIGINT", listener);
  return () => void process.off("SIGTERM", listener).off("SIGINT", listener);
}
