import { deliverMail } from "./deliver-mail.ts";
import type { Job } from "./job.ts";
import { purgeTenants } from "./purge-tenants.ts";
import { sweep } from "./sweep.ts";
import { taskAssigned } from "./task-assigned.ts";

/** Every job there is. A new one gets a line here. */
export const allJobs: Job[] = [deliverMail, taskAssigned, sweep, purgeTenants];

/** When jobs run that no user causes, in cron's notation (UTC). */
export const schedule = [
  { task: sweep.name, match: "17 * * * *" },
  // Soon after one that was cut off by the end of its process: the next goes on where it stopped.
  { task: purgeTenants.name, match: "7,17,27,37,47,57 * * * *" },
];
