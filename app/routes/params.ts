import { z } from "zod";
import { notFoundResponse } from "./responses.ts";

const id = z.uuid();

/** @throws the 404 if it can't be an id: nothing has it */
export function requireId(param: string | undefined): string {
  const parsed = id.safeParse(param);
  if (!parsed.success) throw notFoundResponse();
  return parsed.data;
}

/** The schema's fields must catch what is wrong: a URL is never refused for its query. */
export function queryOf<Schema extends z.ZodObject>(request: Request, schema: Schema): z.output<Schema> {
  return schema.parse(Object.fromEntries(new URL(request.url).searchParams));
}
