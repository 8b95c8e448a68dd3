import { z } from "zod";

/** The query of the log's URL. What is wrong in it counts as absent. */

// Of this century: nothing else is in any log.
const day = z.iso.date().startsWith("20").nullable().catch(null);
const name = "[a-z][a-z0-9_]{0,62}";

export const auditQuery = z.object({
  /** A user's id, `operator` or `system`. */
  by: z
    .union([z.uuid({ abort: true }).toLowerCase(), z.enum(["operator", "system"])])
    .nullable()
    .catch(null),
  /** A verb (`project.archived`), or a kind of object (`project`). */
  what: z
    .string()
    .regex(new RegExp(`^${name}(\\.${name})?$`))
    .nullable()
    .catch(null),
  /** One object: `project:` and its id. */
  object: z
    .string()
    .regex(new RegExp(`^${name}:[\\w-]{1,100}$`))
    .nullable()
    .catch(null),
  /** Days in UTC, both included. */
  from: day,
  to: day,
  /** An event's id: only older events are shown. */
  before: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number)
    .nullable()
    .catch(null),
});

export type AuditQuery = z.output<typeof auditQuery>;

export const exportQuery = auditQuery.omit({ before: true }).extend({
  format: z.enum(["csv", "ndjson"]).catch("csv"),
});
