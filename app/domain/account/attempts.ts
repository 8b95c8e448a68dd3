import { createHash } from "node:crypto";
import { type Allowance, type Limiter, type Limiters, refusalHeaders } from "#app/base/limiter.ts";
import type { Metrics } from "#app/base/metrics.ts";
import { tooOften } from "#app/domain/outcome.ts";

/**
 * How often one may try. Successful attempts count too. Over the limit even the right password is refused, so that a guess
 * learns nothing.
 *
 * RATE_LIMIT_SIGN_IN holds for each client and form, and, for sign-in, for each account together with the network the
 * attempts come from. An account as a whole has ten times that: guessing from everywhere at once is slowed down, while a
 * stranger who knows an email can't keep its owner out from one place. All spans are a minute, so no one is locked out
 * for longer than the attack goes on (docs/decisions/0011-sign-in-attempts.md).
 */
const everywhereFactor = 10;

const mailsPerHour = 10;

/** The outcome of an attempt that is one too many. */
type TooOften = ReturnType<typeof tooOften>;

/** The forms for people who are not signed in. */
const forms = ["sign-in", "sign-up", "forgot-password", "reset-password", "verify-email"] as const;
type FormName = (typeof forms)[number];

export type Attempts = ReturnType<typeof createAttempts>;

/** The counters of one application. @param signInPerMinute attempts a minute, RATE_LIMIT_SIGN_IN. */
export function createAttempts({
  limiters,
  metrics,
  signInPerMinute,
}: {
  limiters: Limiters;
  metrics: Pick<Metrics, "rateLimited">;
  signInPerMinute: number;
}) {
  const minute = (name: string) => limiters.limiter({ name, points: signInPerMinute, durationSeconds: 60 });
  const hour = (name: string) => limiters.limiter({ name, points: mailsPerHour, durationSeconds: 3_600 });
  const ofForm = Object.fromEntries(forms.map((form) => [form, minute(form)])) as Record<FormName, Limiter>;
  const accountNearby = minute("sign-in-account-nearby");
  const accountEverywhere = minute("sign-in-account");
  const passwordProofs = minute("change-password");
  const emailMails = hour("email-mails");
  const resetMails = hour("reset-mails");

  async function spend(from: Limiter, key: string, points?: number): Promise<TooOften | null> {
    const allowance = await from.spend(key, points);
    return allowance.isAllowed ? null : refusal(from, allowance);
  }

  function refusal(from: Limiter, allowance: Allowance): TooOften {
    metrics.rateLimited.inc({ plan: "none" });
    return tooOften({
      headers: refusalHeaders(from, allowance),
      message: `Too many attempts. Try again in ${waitText(allowance.msBeforeReset)}.`,
    });
  }

  return {
    /**
     * Counts an attempt at a form, by the client's key (http/client-key.ts) and, at sign-in, by the account that was tried.
     * @param email in its normal form.
     */
    async count(form: FormName, clientKey: string, email?: string | null): Promise<TooOften | null> {
      const refused = await spend(ofForm[form], clientKey);
      if (refused || form !== "sign-in" || !email) return refused;
      const account = hashOf(email);
      return (
        (await spend(accountNearby, `${account} ${networkOf(clientKey)}`)) ??
        (await spend(accountEverywhere, account, signInPerMinute * everywhereFactor))
      );
    },

    /** Counts a user's attempt to prove that they know their own password. */
    countPasswordProof(userId: string): Promise<TooOften | null> {
      return spend(passwordProofs, userId);
    },

    /**
     * Counts a mail that a user has sent to their own email, or to one they say is theirs: 10 an hour for each user, and for
     * each mailbox, no matter who asks. That it is too many for a mailbox tells nothing of whose it is.
     */
    async countEmailMail(userId: string, email: string): Promise<TooOften | null> {
      return (await spend(emailMails, userId)) ?? spend(emailMails, hashOf(email));
    },

    /** Counts a reset link that is mailed: 10 an hour for each mailbox, so that strangers can't fill it. @returns whether it may be. */
    async countResetMail(email: string): Promise<boolean> {
      return (await resetMails.spend(hashOf(email))).isAllowed;
    },
  };
}

/** Limits keep no emails. */
function hashOf(email: string): string {
  return createHash("sha256").update(email).digest("base64url");
}

/** How long to wait, in seconds up to two minutes and in minutes above, rounded up. */
export function waitText(milliseconds: number): string {
  const seconds = Math.max(Math.ceil(milliseconds / 1_000), 1);
  if (seconds > 120) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
}

/** The network of a client key (http/client-key.ts): /24 of IPv4, /48 of IPv6. */
export function networkOf(clientKey: string): string {
  const groups = clientKey.split(clientKey.includes(":") ? ":" : ".");
  return groups.slice(0, 3).join(clientKey.includes(":") ? ":" : ".");
}
