import { z } from "zod";
import { job } from "./job.ts";

/** Clears away what nobody can use any more: ended sessions, spent or expired links, mails sent a month ago. */
export const sweep = job({
  name: "sweep",
  payload: z.unknown(),
  async run(_payload, { worker }) {
    // Indexes: sessions_expires_at, mails_created_at, and `<table>_expires_at`.
    await worker.rows("delete from control.sessions where expires_at < now()");
    for (const links of ["password_resets", "address_verifications", "address_changes"])
      await worker.rows(`delete from control.${links} where expires_at < now() - interval '1 day'`);
    await worker.rows(
      "delete from control.mails where created_at < now() - interval '30 days' and sent_at is not null",
    );
  },
});
