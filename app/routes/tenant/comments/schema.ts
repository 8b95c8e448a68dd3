import { z } from "zod";
import { longText } from "#app/base/text-field.ts";

export const commentSchema = z.object({ body: longText({ label: "comment", max: 5_000 }) });
