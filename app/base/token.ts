import { createHash, randomBytes } from "node:crypto";

/** 256 random bits for a cookie or a link: 43 characters of the URL-safe alphabet. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What is stored of a token. It is random already, so one round of a fast hash is enough. */
export function tokenHash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
