import type { MiddlewareFunction } from "react-router";
import { accessContext, formContext } from "#app/context.ts";
import { fieldsIn } from "#app/http/form-fields.ts";

/** Before the guard, which asks the form for the account. A public route reads its own, after it counted the attempt. */
export const sentForm: MiddlewareFunction<Response> = async ({ request, context, pattern }) => {
  const write = context.get(accessContext).get(pattern)?.at(-1)?.write;
  if (request.method !== "POST" || write === undefined || write === "public") return;
  context.set(formContext, { fields: await fieldsIn(request) });
};
