import type { JobHelpers, Task } from "graphile-worker";
import type { App } from "#app/app.ts";
import { postponeJob, takeLastAttempt } from "#app/domain/job/holders.ts";
import type { Writer } from "#db/transaction.ts";
import { type Job, Postponed, Refused } from "./job.ts";

type JobOutcome = "succeeded" | "failed" | "refused" | "postponed";

/** Of the payload, only ids are logged. */
export function taskOf(job: Job, app: App): Task {
  return async (raw, helpers) => {
    const startedAt = performance.now();
    const worker = writerOf(helpers);
    const error = await attempt(job, raw, { helpers, worker, app });
    const outcome = outcomeOf(error);
    const seconds = (performance.now() - startedAt) / 1_000;
    app.metrics.jobs.inc({ job: job.name, outcome });
    app.metrics.jobDurations.observe({ job: job.name }, seconds);
    app.log[outcome === "succeeded" || outcome === "postponed" ? "info" : "warn"](
      {
        job: job.name,
        jobId: helpers.job.id,
        outcome,
        durationMs: Math.round(seconds * 1_000),
        ...traceOf(raw),
        err: error,
      },
      "A job ran",
    );
    if (error instanceof Postponed)
      return postponeJob(worker, { id: helpers.job.id, seconds: error.seconds });
    // The queue can't refuse a job for ever, so its attempts are used up.
    if (error instanceof Refused) await takeLastAttempt(worker, { id: helpers.job.id });
    if (error) throw error;
  };
}

function writerOf(helpers: JobHelpers): Writer {
  return {
    mayWrite: true,
    rows: async <R>(sql: string, parameters: readonly unknown[] = []) =>
      (await helpers.query(sql, [...parameters])).rows as R[],
  };
}

interface Surroundings {
  helpers: JobHelpers;
  worker: Writer;
  app: App;
}

async function attempt(
  job: Job,
  raw: unknown,
  { helpers, worker, app }: Surroundings,
): Promise<Error | undefined> {
  try {
    // Whoever is in a tenant may queue jobs of any name: with a ticket they work for that user, or not at all.
    if (!("ofTenant" in job) && hasTicket(raw)) throw new Refused("It is no job of a user's");
    const parsed = job.payload.safeParse(raw);
    if (!parsed.success) {
      const fields = parsed.error.issues.map((issue) => issue.path.join(".") || "payload");
      throw new Refused(`Its payload is not valid: ${[...new Set(fields)].join(", ")}`);
    }
    await job.run(parsed.data, {
      app,
      worker,
      signal: helpers.abortSignal,
      attempt: helpers.job.attempts,
    });
  } catch (error) {
    return error instanceof Error ? error : new Error("Something other than an Error was thrown");
  }
}

function hasTicket(raw: unknown): boolean {
  return typeof raw === "object" && raw !== null && "ticket" in raw;
}

function outcomeOf(error: Error | undefined): JobOutcome {
  if (!error) return "succeeded";
  if (error instanceof Refused) return "refused";
  return error instanceof Postponed ? "postponed" : "failed";
}

function traceOf(raw: unknown) {
  const { tenantId, actorUserId: userId, traceId } = (raw ?? {}) as Record<string, unknown>;
  return { tenantId, userId, traceId };
}
