import { z } from "zod";
import { longText, shortText } from "#app/base/text-field.ts";
import { taskStatuses } from "#app/domain/task/status.ts";
import { lastPage, pageOf } from "#app/routes/list-request.ts";
import { newId } from "#app/routes/new-id.ts";

const wrongDay = "Choose a day between 1970 and 2199.";
/** A day without a time zone, `YYYY-MM-DD`. */
const day = z.iso
  .date({ error: wrongDay })
  .refine((on) => on >= "1970-01-01" && on <= "2199-12-31", { error: wrongDay });

const status = z.enum(taskStatuses, { error: "Choose one of the columns." });
const noMember = "Choose somebody who is in this workspace.";

export const assigneeRefused = { errors: { assigneeId: [noMember] } };

export const taskSchema = z.object({
  title: shortText({ label: "title", max: 200 }),
  description: longText({ label: "description", min: 0, max: 10_000 }),
  status: status.default("todo"),
  assigneeId: z.uuid({ error: noMember }).nullable().default(null),
  dueOn: day.nullable().default(null),
});

export const newTaskSchema = taskSchema.extend({ id: newId });

export const taskEditSchema = taskSchema.extend({
  version: z.int({ error: "This form is incomplete. Load the page again." }),
});

export const moveSchema = z.object({
  status,
  afterId: z.uuid().nullable().default(null),
  beforeId: z.uuid().nullable().default(null),
  edge: z.enum(["top", "bottom"]).nullable().default(null),
});

export const newTaskQuery = z.object({ status: status.catch("todo") });

export const taskListQuery = z.object({
  status: status.nullable().catch(null),
  assignee: z
    .union([z.literal("none"), z.uuid()])
    .nullable()
    .catch(null),
  sort: z.enum(["due", "position"]).catch("due"),
});

/** Without `page`, the last page of the comments, where people go on. */
export function commentPageOf(request: Request): number {
  return new URL(request.url).searchParams.has("page") ? pageOf(request) : lastPage;
}
