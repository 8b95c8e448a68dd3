import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { newToken, tokenHash } from "#app/base/token.ts";
import { createAccount } from "#app/domain/account/account.ts";
import { userName } from "#app/domain/account/fields.ts";
import { hashPassword } from "#app/domain/account/password.ts";
import { openReset, resetUrl } from "#app/domain/account/password-reset.ts";
import { passwordProblem } from "#app/domain/account/password-rules.ts";
import type { Writer } from "#db/transaction.ts";
import { emailArgument, textArgument } from "./arguments.ts";
import { asOperator } from "./database.ts";
import { CommandFailed } from "./failure.ts";
import { requireUser } from "./find.ts";
import { print } from "./output.ts";

export function userCommand(rowhouse: Command): void {
  const user = rowhouse.command("user").description("people's accounts");
  user
    .command("create")
    .description("create an account; the first one of an installation becomes its operator")
    .requiredOption("--email <email>", "the email to sign in with", emailArgument)
    .requiredOption("--name <name>", "the user's name", textArgument(userName))
    .option("--password-stdin", "read the password from standard input; without it, print a link to set one")
    .action(create);
  user
    .command("reset-password")
    .description("print a link with which a user sets another password, once")
    .requiredOption("--email <email>", "the account's email", emailArgument)
    .action(resetPassword);
}

interface CreateOptions {
  email: string;
  name: string;
  passwordStdin?: boolean;
}

async function create({ email, name, passwordStdin }: CreateOptions, command: Command) {
  const password = passwordStdin ? await passwordFromStdin({ email, name }) : null;
  // Without a password, a random one that is shown to no one.
  const passwordHash = await hashPassword(password ?? randomBytes(32).toString("base64url"));
  const created = await asOperator((operator) =>
    operator.transaction(async (tx) => {
      // The operator vouches that the email is this user's.
      const created = await createAccount(tx, { email, name, passwordHash });
      if (created.kind !== "done")
        throw new CommandFailed(`there is an account with the address ${email} already`);
      const { id, isOperator } = created.value;
      const link = password ? null : await newPasswordLink(tx, id, operator.config.appUrl);
      return {
        id,
        email,
        name,
        isOperator,
        ...(link && { setPasswordUrl: link.url, expiresAt: link.expiresAt }),
      };
    }),
  );
  const what = `Created the account ${email}${created.isOperator ? ", the operator of this installation" : ""}`;
  print(command, created, what, ...(created.setPasswordUrl ? handOver(created.setPasswordUrl) : []));
}

async function passwordFromStdin(owner: { email: string; name: string }): Promise<string> {
  const password = (await text(process.stdin)).replace(/\r?\n$/, "");
  const problem = passwordProblem(password, owner);
  if (problem) throw new CommandFailed(`this password can't be used. ${problem}`);
  return password;
}

async function resetPassword({ email }: { email: string }, command: Command) {
  const link = await asOperator((operator) =>
    operator.transaction(async (tx) =>
      newPasswordLink(tx, (await requireUser(tx, email)).id, operator.config.appUrl),
    ),
  );
  print(command, { email, setPasswordUrl: link.url, expiresAt: link.expiresAt }, ...handOver(link.url));
}

/** Long enough to reach a user in another time zone. */
const lifetimeMinutes = 24 * 60;

async function newPasswordLink(tx: Writer, userId: string, appUrl: string) {
  const token = newToken();
  await openReset(tx, { userId, tokenHash: tokenHash(token), lifetimeMinutes });
  return {
    url: resetUrl(appUrl, token),
    expiresAt: new Date(Date.now() + lifetimeMinutes * 60_000).toISOString(),
  };
}

function handOver(url: string): string[] {
  const { hostname, origin } = new URL(url);
  return [
    "Hand this link over; it sets the password once, within 24 hours:",
    url,
    // The environment may not name the server's address.
    ...(hostname === "localhost"
      ? [`If the server is reached elsewhere than at ${origin}, give this command its APP_URL or PORT first.`]
      : []),
  ];
}
