import { createHash } from "node:crypto";
import type { RouterContextProvider } from "react-router";
import { type Allowance, type Limiter, limiter, refusalHeaders } from "#app/base/limiter.ts";
import { rateLimited } from "#app/base/metrics.ts";
import { configContext, requestContext } from "#app/context.ts";

/**
 * How often somebody may try. Every attempt counts, also a good one, and none gets through while it is too many: what
 * was tried in the meantime tells nothing.
 *
 * RATE_LIMIT_SIGN_IN holds for each client address and form, and, for sign-in, for each account together with the
 * network the attempts come from. An account as a whole has ten times that: guessing from everywhere at once is slowed
 * down, while somebody who knows an address can't keep its owner out from one place. All spans are a minute, so nobody
 * is locked out for longer than the attack goes on (docs/decisions/0011-sign-in-attempts.md).
 */
const everywhereFactor = 10;

const minute = (name: string) => limiter({ name, points: 10, durationSeconds: 60 });
const forms = {
  "sign-in": minute("sign-in"),
  "sign-up": minute("sign-up"),
  "forgot-password": minute("forgot-password"),
  "reset-password": minute("reset-password"),
  "confirm-address": minute("confirm-address"),
};
const accountNearby = minute("sign-in-account-nearby");
const accountEverywhere = minute("sign-in-account");
const passwordChange = minute("change-password");

/** What to answer an attempt that is one too many. */
export interface Refused {
  headers: Record<string, string>;
  message: string;
}

type Context = Readonly<RouterContextProvider>;

/** Counts an attempt at one of the forms for people outside. `email`: the account that was tried, in its normal form. */
export async function countAttempt(
  context: Context,
  form: keyof typeof forms,
  email?: string | null,
): Promise<Refused | null> {
  const { address } = context.get(requestContext);
  const { signInPerMinute } = context.get(configContext).limits;
  const refused = await spend(forms[form], address, signInPerMinute);
  if (refused || form !== "sign-in" || !email) return refused;
  const account = hashOf(email);
  return (
    (await spend(accountNearby, `${account} ${networkOf(address)}`, signInPerMinute)) ??
    (await spend(accountEverywhere, account, signInPerMinute * everywhereFactor))
  );
}

/** Counts somebody's attempt to prove that they know their own password. */
export async function countPasswordProof(context: Context, userId: string): Promise<Refused | null> {
  return spend(passwordChange, userId, context.get(configContext).limits.signInPerMinute);
}

const mailsPerHour = 10;
const addressMails = limiter({ name: "address-mails", points: mailsPerHour, durationSeconds: 3_600 });

/**
 * Counts a mail that somebody has sent to their own address, or to one they say is theirs: 10 an hour for each person, and
 * for each mailbox, whoever asks. That it is too many for a mailbox tells nothing of whose it is.
 */
export async function countAddressMail(userId: string, email: string): Promise<Refused | null> {
  return (
    (await spend(addressMails, userId, mailsPerHour)) ?? spend(addressMails, hashOf(email), mailsPerHour)
  );
}

const resetMails = limiter({ name: "reset-mails", points: mailsPerHour, durationSeconds: 3_600 });

/** Whether this address may be sent one more reset link within the hour: nobody's mailbox is filled by others. */
export async function mayMailReset(email: string): Promise<boolean> {
  return (await resetMails.spend(hashOf(email))).isAllowed;
}

/** Limits keep no addresses. */
function hashOf(email: string): string {
  return createHash("sha256").update(email).digest("base64url");
}

async function spend(from: Limiter, key: string, points: number): Promise<Refused | null> {
  const allowance = await from.spend(key, points);
  return allowance.isAllowed ? null : refusal(from, allowance);
}

function refusal(from: Limiter, allowance: Allowance): Refused {
  rateLimited.inc({ plan: "none" });
  return {
    headers: refusalHeaders(from, allowance),
    message: `Too many attempts. Try again in ${waitText(allowance.msBeforeReset)}.`,
  };
}

/** How long to wait, in seconds up to two minutes and in minutes above, rounded up. */
export function waitText(milliseconds: number): string {
  const seconds = Math.max(Math.ceil(milliseconds / 1_000), 1);
  if (seconds > 120) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
}

/** The network of an address key (http/client-key.ts): /24 of IPv4, /48 of IPv6. */
export function networkOf(address: string): string {
  const groups = address.split(address.includes(":") ? ":" : ".");
  return groups.slice(0, 3).join(address.includes(":") ? ":" : ".");
}
