import type { RouterContextProvider } from "react-router";
import { appOf, clientNetworkOf } from "#app/context.ts";
import type { Browser } from "#app/domain/session/session.ts";
import { sessionTokenFrom } from "#app/http/session-cookie.ts";

export function browserOf(context: Readonly<RouterContextProvider>, request: Request): Browser {
  const { config } = appOf(context);
  return {
    token: sessionTokenFrom(request.headers.get("cookie"), config),
    userAgent: request.headers.get("user-agent") ?? "",
    network: clientNetworkOf(context),
    longestDays: config.sessionMaxDays,
  };
}
