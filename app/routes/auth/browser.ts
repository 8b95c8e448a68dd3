import type { Config } from "#app/base/config.ts";
import type { Browser } from "#app/domain/session/session.ts";
import { sessionTokenFrom } from "#app/http/session-cookie.ts";

export function browserOf(request: Request, config: Config): Browser {
  return {
    token: sessionTokenFrom(request.headers.get("cookie"), config),
    userAgent: request.headers.get("user-agent") ?? "",
    longestDays: config.sessionMaxDays,
  };
}
