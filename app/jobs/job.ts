import type { z } from "zod";
import type { App } from "#app/app.ts";
import type { Writer } from "#db/transaction.ts";

/** It may run again if the process dies before the outcome is recorded, so its work must be repeatable. */
export interface Job<Payload = unknown> {
  name: string;
  payload: z.ZodType<Payload>;
  /** @throws {Refused | Postponed} for those outcomes; any other error is tried again later. */
  run(payload: Payload, context: JobContext): Promise<void>;
}

export interface JobContext {
  app: App;
  /** As rowhouse_worker, outside tenants and transactions. */
  worker: Writer;
  signal: AbortSignal;
  /** Counted from 1. */
  attempt: number;
}

/** Never tried again: it is kept for the operator to look at. */
export class Refused extends Error {}

/** Tried again later; it costs no attempt. */
export class Postponed extends Error {
  readonly seconds: number;
  constructor(message: string, seconds: number) {
    super(message);
    this.seconds = seconds;
  }
}

/** How long a job waits before it looks again whether its tenant is open. */
export const closedSeconds = 60 * 60;

export function job<Payload>(definition: Job<Payload>): Job<Payload> {
  return definition;
}
