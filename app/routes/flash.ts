import { redirect } from "react-router";
import { z } from "zod";
import type { Config } from "#app/base/config.ts";
import { cookieIn } from "#app/base/cookie.ts";
import type { Flash } from "#app/ui/toast-store.ts";

/** A message over one redirect, in a short-lived cookie. It decides nothing: a forger sees their own text. */
const name = "flash";
const maxAgeSeconds = 20;
const form = z.object({ kind: z.enum(["success", "error", "info"]), message: z.string().max(300) });

export function redirectDone(to: string, message: string): Response {
  const value = encodeURIComponent(JSON.stringify({ kind: "success", message } satisfies Flash));
  const cookie = `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}`;
  return redirect(to, { headers: { "Set-Cookie": cookie } });
}

/** Send `headers` with the answer: they delete the cookie, so that the message is shown once. */
export function takeFlash(
  request: Request,
  site: Pick<Config, "appUrl">,
): { flash: Flash | null; headers: HeadersInit } {
  const value = cookieIn(request.headers.get("cookie"), name, site);
  if (!value) return { flash: null, headers: {} };
  return {
    flash: parsed(value),
    headers: { "Set-Cookie": `${name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0` },
  };
}

function parsed(value: string): Flash | null {
  try {
    return form.parse(JSON.parse(decodeURIComponent(value)));
  } catch {
    return null;
  }
}
