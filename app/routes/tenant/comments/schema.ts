import { z } from "zod";
import { longText } from "#app/base/text-field.ts";
import { newId } from "#app/routes/new-id.ts";

export const commentSchema = z.object({ id: newId, body: longText({ label: "comment", max: 5_000 }) });
