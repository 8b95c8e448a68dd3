import { EventEmitter } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Logger, parseCronItems, type Runner, run, type WorkerEvents } from "graphile-worker";
import { Pool } from "pg";
import type { App, DatabaseSource } from "#app/app.ts";
import type { Logger as Log } from "#app/base/log.ts";
import { urlAs } from "#db/roles.ts";
import { startPresence } from "./give-back.ts";
import { allJobs, schedule } from "./index.ts";
import type { Job } from "./job.ts";
import { taskOf } from "./run-job.ts";

export interface JobRunner {
  /** Takes no more jobs and waits for those that run, for `patienceMs` at most. */
  stop(patienceMs: number): Promise<void>;
}

interface RunnerOptions extends DatabaseSource {
  jobs?: Job[];
  lookEveryMs?: number;
}

const concurrentJobs = 5;
const shortestPauseMs = 500;
const longestPauseMs = 15_000;

/** Returns at once: while the database is away, the server runs without jobs. */
export function startJobs(
  app: App,
  { url: databaseUrl, secret, jobs = allJobs, lookEveryMs = 10_000 }: RunnerOptions,
): JobRunner {
  const { log } = app;
  const url = urlAs("rowhouse_worker", databaseUrl, secret);
  const pgPool = new Pool({
    connectionString: url,
    application_name: "rowhouse jobs",
    max: concurrentJobs + 2,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 60_000,
  });
  pgPool.on("error", (error) => log.warn({ err: error }, "A connection for jobs broke"));
  pgPool.on("connect", (client) => client.on("error", () => {}));
  const presence = startPresence(url, { log, lookEveryMs });
  const stopping = new AbortController();
  let runner: Runner | undefined;

  async function keepRunning(): Promise<void> {
    let pauseMs = shortestPauseMs;
    while (!stopping.signal.aborted) {
      const events: WorkerEvents = new EventEmitter();
      const stopped = stopOf(events);
      events.once("pool:create", ({ workerPool: { id } }) => {
        presence.enter(id);
        stopped.then(() => presence.leave(id));
      });
      try {
        runner = await run({
          pgPool,
          events,
          taskList: Object.fromEntries(jobs.map((job) => [job.name, taskOf(job, app)])),
          parsedCronItems: parseCronItems(
            schedule.filter(({ task }) => jobs.some(({ name }) => name === task)),
          ),
          noHandleSignals: true,
          logger: queueLogger(log),
          preset: { worker: { concurrentJobs, pollInterval: 2_000, ...unrecordedStopsTheRunner } },
        });
        if (stopping.signal.aborted) await runner.stop();
        pauseMs = shortestPauseMs;
        await Promise.race([runner.promise, stopped]);
      } catch (error) {
        log.warn({ err: error }, "Jobs can't be worked just now");
      }
      runner?.stop().catch(() => {});
      runner = undefined;
      await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }

  const running = keepRunning();
  return {
    async stop(patienceMs) {
      stopping.abort();
      await Promise.race([
        Promise.allSettled([runner?.stop(), running]),
        pause(patienceMs, undefined, { ref: false }),
      ]);
      await Promise.race([
        Promise.allSettled([presence.stop(), pgPool.end()]),
        pause(1_000, undefined, { ref: false }),
      ]);
    },
  };
}

/**
 * If the database is away, a batch of outcomes fails and stops the runner. Without batches nothing catches
 * the error (graphile-worker 0.18.0). With a local queue the runner must give back its jobs first, and can't.
 */
const unrecordedStopsTheRunner = { completeJobBatchDelay: 0, failJobBatchDelay: 0 };

/** The runner's own promise may never resolve: graphile-worker miscounts after batches that failed. */
function stopOf(events: WorkerEvents): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  events.once("pool:gracefulShutdown", () => {
    // A worker that was asking for a job has nothing to finish; graphile-worker would print its error.
    events.on("worker:getJob:error", ({ worker }) => void worker.release(true));
  });
  events.once("pool:gracefulShutdown:complete", () => resolve());
  events.once("pool:gracefulShutdown:error", () => resolve());
  return promise;
}

/** Without the errors it quotes: they may hold what people wrote, and the task logs them better. */
const queueLogger = (log: Log) =>
  new Logger(() => (level, message) => {
    const text = message.split(/ with error|: /)[0] ?? "";
    if (level === "error" || level === "warning") log.warn({ part: "jobs" }, text);
    else log.debug({ part: "jobs" }, text);
  });
