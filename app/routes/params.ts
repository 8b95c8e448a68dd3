import { z } from "zod";
import { notFound } from "./answers.ts";

/** What stands in a URL, checked before anything asks the database about it. */

const id = z.uuid();

/** An id from a path. @throws the 404 if it can't be one: nothing has it. */
export function requireId(param: string | undefined): string {
  const parsed = id.safeParse(param);
  if (!parsed.success) throw notFound();
  return parsed.data;
}

/** A request's query against a schema whose fields catch what is wrong: a URL is never refused for its query. */
export function queryOf<Schema extends z.ZodObject>(request: Request, schema: Schema): z.output<Schema> {
  return schema.parse(Object.fromEntries(new URL(request.url).searchParams));
}
