import type { RouterContextProvider } from "react-router";
import { networkOf } from "#app/base/client-key.ts";
import { appOf, clientKeyOf } from "#app/context.ts";
import type { Browser } from "#app/domain/session/session.ts";
import { sessionTokenFrom } from "#app/http/session-cookie.ts";

export function browserOf(context: Readonly<RouterContextProvider>, request: Request): Browser {
  const { config } = appOf(context);
  return {
    token: sessionTokenFrom(request.headers.get("cookie"), config),
    userAgent: request.headers.get("user-agent") ?? "",
    network: networkOf(clientKeyOf(context)),
    longestDays: config.sessionMaxDays,
  };
}
