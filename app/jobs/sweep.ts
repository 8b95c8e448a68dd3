import { z } from "zod";
import { sweepAccounts } from "#app/domain/account/account.ts";
import { deleteSpentTickets } from "#app/domain/job/holders.ts";
import { deleteOldMails } from "#app/domain/mail/outbox.ts";
import { job } from "./job.ts";

export const sweep = job({
  name: "sweep",
  payload: z.unknown(),
  async run(_payload, { worker }) {
    await sweepAccounts(worker);
    await deleteOldMails(worker);
    await deleteSpentTickets(worker);
  },
});
