import { z } from "zod";
import { longText, shortText } from "#app/base/text-field.ts";
import { newId } from "#app/routes/new-id.ts";

export const someNounSchema = z.object({
  name: shortText({ label: "name", max: 100 }),
  description: longText({ label: "description", min: 0, max: 5_000 }),
});

export const newSomeNounSchema = someNounSchema.extend({ id: newId });

export const someNounEditSchema = someNounSchema.extend({
  version: z.int({ error: "This form is incomplete. Load the page again." }),
});
