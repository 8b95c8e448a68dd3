import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { clientKeyOfIp, networkOf } from "#app/base/client-key.ts";
import { turns } from "#app/base/turns.ts";
import { isTooLong } from "./password-rules.ts";

// As OWASP recommends: 19 MiB, two passes, one lane. One hash takes about 30 ms.
// https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
const derive = promisify(argon2);

/** Each hash takes 19 MiB and one of Node's four worker threads, which files and DNS need too. */
const inTurn = turns({ running: 2, waiting: 400, kept: 100 });

/** On whose behalf a password is hashed, for the line: a request, or no one in particular. */
export interface Asker {
  request?: { ipAddress: string | null };
}

/**
 * A PHC string with its parameters and its own salt (https://github.com/P-H-C/phc-string-format).
 * @throws {RangeError} if the password is too long. @throws {TooBusyError} if hundreds are waiting.
 */
export async function hashPassword(password: string, asker: Asker = {}): Promise<string> {
  if (isTooLong(password)) throw new RangeError("This password is too long to be hashed");
  const salt = randomBytes(16);
  const tag = await tagOf(password, salt, cost, asker);
  return phcString(salt, tag);
}

/**
 * Does the work of a wrong password also for a missing or unreadable hash and for a password that is too
 * long: the time must not tell whether there is an account. @throws {TooBusyError} if hundreds are waiting.
 */
export async function verifyPassword(
  hash: string | null,
  password: string,
  asker: Asker = {},
): Promise<boolean> {
  const stored = parsed(hash) ?? dummy;
  const isPossible = !isTooLong(password);
  const tag = await tagOf(isPossible ? password : "", stored.salt, stored.cost, asker);
  return timingSafeEqual(tag, stored.tag) && isPossible && stored !== dummy;
}

interface Stored {
  salt: Buffer;
  tag: Buffer;
  cost: typeof cost;
}

const dummy: Stored = { salt: randomBytes(16), tag: randomBytes(cost.tagLength), cost };
const base64 = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");

function phcString(salt: Buffer, tag: Buffer): string {
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(salt)}$${base64(tag)}`;
}

const phcForm =
  /^\$argon2id\$v=19\$m=(\d{2,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{22,86})$/;

function parsed(hash: string | null): Stored | null {
  const found = phcForm.exec(hash ?? "");
  if (!found) return null;
  const [, memory, passes, parallelism, salt = "", encoded = ""] = found;
  const tag = Buffer.from(encoded, "base64");
  return {
    salt: Buffer.from(salt, "base64"),
    tag,
    cost: {
      memory: Number(memory),
      passes: Number(passes),
      parallelism: Number(parallelism),
      tagLength: tag.length,
    },
  };
}

/**
 * NFKC, as NIST SP 800-63B asks: the same characters from another keyboard are the same password. Its cost
 * grows with the square of a run of combining marks, so it must never see a text of unknown length.
 */
function tagOf(
  password: string,
  nonce: Buffer,
  parameters: typeof cost,
  { request }: Asker,
): Promise<Buffer> {
  const key = clientKeyOfIp(request?.ipAddress);
  const message = password.normalize("NFKC");
  return inTurn({ key, network: networkOf(key) }, () =>
    derive("argon2id", { message, nonce, ...parameters }),
  );
}
