import type { Config } from "#app/base/config.ts";

/**
 * Whether somebody has to prove their address before they do what others get mail of. Only where there is a mail server:
 * without one nobody could.
 */
export function mustVerifyFirst({ smtpUrl }: Pick<Config, "smtpUrl">, isVerified: boolean): boolean {
  return smtpUrl !== undefined && !isVerified;
}
