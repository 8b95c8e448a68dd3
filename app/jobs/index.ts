import { deliverMail } from "./deliver-mail.ts";
import type { Job } from "./job.ts";
import { purgeTenants } from "./purge-tenants.ts";
import { sweep } from "./sweep.ts";
import { taskAssigned } from "./task-assigned.ts";

export const allJobs: Job[] = [deliverMail, taskAssigned, sweep, purgeTenants];

/** In cron's notation, UTC. */
export const schedule = [
  { task: sweep.name, match: "17 * * * *" },
  // Often, because a purge that was cut off by the end of its process goes on at the next.
  { task: purgeTenants.name, match: "7,17,27,37,47,57 * * * *" },
];
