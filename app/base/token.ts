import { createHash, randomBytes } from "node:crypto";

/** 256 random bits as 43 URL-safe characters. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Whether a text may be a token, of whatever kind. */
export function isToken(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

/** A token is random already, so one round of a fast hash is enough. */
export function tokenHash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
