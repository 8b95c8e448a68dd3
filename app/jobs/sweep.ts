import { z } from "zod";
import { deleteOldEmailChanges } from "#app/domain/account/email-change.ts";
import { deleteOldVerifications } from "#app/domain/account/email-verification.ts";
import { deleteOldResets } from "#app/domain/account/password-reset.ts";
import { deleteSpentTickets } from "#app/domain/job/holders.ts";
import { deleteOldMails } from "#app/domain/mail/outbox.ts";
import { deleteEndedSessions } from "#app/domain/session/session.ts";
import { job } from "./job.ts";

export const sweep = job({
  name: "sweep",
  payload: z.unknown(),
  async run(_payload, { worker }) {
    await deleteEndedSessions(worker);
    await deleteOldResets(worker);
    await deleteOldVerifications(worker);
    await deleteOldEmailChanges(worker);
    await deleteOldMails(worker);
    await deleteSpentTickets(worker);
  },
});
