import { createAccount, isEmptyInstallation, type NewAccount } from "#db/control/account.ts";
import { withPerson } from "#db/tenant.ts";
import { mailVerification } from "./address.ts";
import { startBrowserSession } from "./session.ts";

export type SignUp =
  | { outcome: "signed-up"; cookie: string }
  | { outcome: "address-taken" }
  | { outcome: "closed" };

interface Options {
  /** SIGNUP=invite: only an empty installation takes an account this way. */
  isInviteOnly: boolean;
  /** For the link that proves the new account's address. */
  appUrl: string;
}

/** Whether anybody may sign up. Asked before the costly part; `signUp` asks again, under its lock. */
export async function isSignUpOpen({ isInviteOnly }: Pick<Options, "isInviteOnly">): Promise<boolean> {
  return !isInviteOnly || withPerson({ userId: null, readOnly: true }, isEmptyInstallation);
}

/** Creates an account, mails it a link that proves its address, and signs the browser that sent `request` in to it. */
export async function signUp(
  request: Request,
  account: NewAccount,
  { isInviteOnly, appUrl }: Options,
): Promise<SignUp> {
  const closed = new Error("Closed by the account that came first");
  try {
    return await withPerson({ userId: null, readOnly: false }, async (tx): Promise<SignUp> => {
      const created = await createAccount(tx, account);
      if (!created) return { outcome: "address-taken" };
      // Of several that found it empty, one is the operator; the others come too late, and roll back.
      if (isInviteOnly && !created.isOperator) throw closed;
      await mailVerification(tx, appUrl, { id: created.id, email: account.email });
      const { passwordHash } = account;
      const cookie = await startBrowserSession(tx, request, { userId: created.id, passwordHash });
      if (!cookie) throw new Error("The password of a new account can't have changed");
      return { outcome: "signed-up", cookie };
    });
  } catch (error) {
    if (error === closed) return { outcome: "closed" };
    throw error;
  }
}
