import type { z } from "zod";
import type { App } from "#app/app.ts";
import type { Writer } from "#db/transaction.ts";

/**
 * One kind of job. A file per job: parse the payload, enter the tenant, call one verb. It may run more than once for one
 * cause (the process can die between the work and its record), so its work must be repeatable.
 */
export interface Job<Payload = unknown> {
  name: string;
  payload: z.ZodType<Payload>;
  /** @throws {Refused | Postponed} for those outcomes; anything else thrown is tried again later. */
  run(payload: Payload, context: JobContext): Promise<void>;
}

export interface JobContext {
  app: App;
  /** As rowhouse_worker, in no tenant and in no transaction: for the control plane's own upkeep. */
  worker: Writer;
  /** Aborted when the process has to end. */
  signal: AbortSignal;
  /** Which try this is, from 1. */
  attempt: number;
}

/** A job that must never run: it is put aside for the operator to look at, and not tried again. */
export class Refused extends Error {}

/** A job that can't run now, through no fault of its own. It costs no attempt. */
export class Postponed extends Error {
  readonly seconds: number;
  constructor(message: string, seconds: number) {
    super(message);
    this.seconds = seconds;
  }
}

/** How long a job waits for its tenant to be opened again, before it looks again. */
export const closedSeconds = 60 * 60;

/** Defines a job without a tenant: upkeep of the control plane. */
export function job<Payload>(definition: Job<Payload>): Job<Payload> {
  return definition;
}
