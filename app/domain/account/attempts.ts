import { createHash } from "node:crypto";
import { networkOf, networkShare } from "#app/base/client-key.ts";
import type { Limiter, Limiters } from "#app/base/limiter.ts";
import { type TooOften, tooOften } from "#app/domain/outcome.ts";

/**
 * How often a client may try (docs/decisions/0011-sign-in-attempts.md). Successful attempts count too. Over
 * the limit even the right password is refused, so that a guess learns nothing. RATE_LIMIT_SIGN_IN holds for
 * each client and form and, at sign-in, for each account together with the network. A network as a whole has
 * ten times that for each form, and so has an account: it slows guessing from many places down, but an
 * attacker at one place can't lock the owner out. These spans are a minute, so that no one is locked out for
 * longer than the attack goes on.
 */
const everywhereFactor = 10;

const mailsPerHour = 10;

const forms = [
  "sign-in",
  "sign-up",
  "forgot-password",
  "reset-password",
  "verify-email",
  "invitation",
] as const;
type FormName = (typeof forms)[number];

export type Attempts = ReturnType<typeof createAttempts>;

export function createAttempts({
  limiters,
  signInPerMinute,
}: {
  limiters: Limiters;
  signInPerMinute: number;
}) {
  const minute = (name: string) => limiters.limiter({ name, points: signInPerMinute, durationSeconds: 60 });
  const hour = (name: string) => limiters.limiter({ name, points: mailsPerHour, durationSeconds: 3_600 });
  const each = (suffix: string) =>
    Object.fromEntries(forms.map((form) => [form, minute(form + suffix)])) as Record<FormName, Limiter>;
  const ofClients = each("");
  const ofNetworks = each("-network");
  const accountNearby = minute("sign-in-account-nearby");
  const accountEverywhere = minute("sign-in-account");
  const passwordProofs = minute("change-password");
  const emailMails = hour("email-mails");

  async function spend(from: Limiter, key: string, points?: number): Promise<TooOften | null> {
    const { isAllowed, ...left } = await from.spend(key, points);
    if (isAllowed) return null;
    const { name, durationSeconds } = from;
    return tooOften({ reason: "attempts", limit: { name, durationSeconds, ...left } });
  }

  return {
    /** Counts an attempt at a form by client key and network. Nothing of the form is needed: ask before it is read. */
    async countForm(form: FormName, clientKey: string): Promise<TooOften | null> {
      return (
        // First: what a used-up client goes on sending costs its neighbours nothing.
        (await spend(ofClients[form], clientKey)) ??
        (await spend(ofNetworks[form], networkOf(clientKey), signInPerMinute * networkShare))
      );
    },

    /** Counts an attempt to sign in by account. @param email in its normal form. */
    async countAccount(email: string, clientKey: string): Promise<TooOften | null> {
      const account = hashOf(email);
      return (
        (await spend(accountNearby, `${account} ${networkOf(clientKey)}`)) ??
        (await spend(accountEverywhere, account, signInPerMinute * everywhereFactor))
      );
    },

    countPasswordProof(userId: string): Promise<TooOften | null> {
      return spend(passwordProofs, userId);
    },

    /** 10 an hour for each user, and for each mailbox from all users: a refusal doesn't tell whose it is. */
    async countEmailMail(userId: string, email: string): Promise<TooOften | null> {
      return (await spend(emailMails, userId)) ?? spend(emailMails, hashOf(email));
    },
  };
}

/** Limits store no emails. */
function hashOf(email: string): string {
  return createHash("sha256").update(email).digest("base64url");
}
