import { newToken, tokenHash } from "#app/base/token.ts";
import { forgottenSessionCookie, sessionCookie, sessionTokenFrom } from "#app/http/session-cookie.ts";
import type { Transaction } from "#db/transaction.ts";
import { endSession, startSession } from "./session.ts";

/** As long as browsers keep any cookie. When a session ends is for the database to say (app/domain/session/session.ts). */
const cookieLifetimeSeconds = 400 * 86_400;

interface SignedIn {
  userId: string;
  /** The hash their password was checked against, or that was just made of it. */
  passwordHash: string;
}

/**
 * Starts a session for the browser that sent `request` and ends the one it had: an id that was known before signing in
 * is worth nothing after it. @returns the Set-Cookie header; null if the password was changed in the meantime.
 */
export async function startBrowserSession(
  tx: Transaction,
  request: Request,
  { userId, passwordHash }: SignedIn,
): Promise<string | null> {
  await endBrowserSession(tx, request);
  const token = newToken();
  const isStarted = await startSession(tx, {
    userId,
    passwordHash,
    tokenHash: tokenHash(token),
    userAgent: (request.headers.get("user-agent") ?? "").slice(0, 400),
  });
  return isStarted ? sessionCookie(token, cookieLifetimeSeconds) : null;
}

/** Ends the session of the browser that sent `request`, if it has one. @returns the Set-Cookie header. */
export async function endBrowserSession(tx: Transaction, request: Request): Promise<string> {
  const token = sessionTokenFrom(request.headers.get("cookie") ?? undefined);
  if (token) await endSession(tx, tokenHash(token));
  return forgottenSessionCookie();
}
