import { redirect } from "react-router";
import { access } from "#app/access.ts";
import { safeRedirect } from "#app/base/safe-redirect.ts";
import { sentFields } from "#app/routes/form.ts";
import { themeCookie, toTheme } from "#app/ui/theme.ts";
import type { Route } from "./+types/theme.ts";

export const handle = access({ read: "public", write: "public" });

export function loader() {
  return redirect("/");
}

/** The browser keeps the theme, not the account: it belongs to the screen. */
export async function action({ request, context }: Route.ActionArgs) {
  const form = await sentFields(request, context);
  return redirect(safeRedirect(form.get("redirectTo")), {
    headers: { "Set-Cookie": themeCookie(toTheme(form.get("theme"))) },
  });
}
