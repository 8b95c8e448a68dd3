import { argon2, createHash, randomBytes } from "node:crypto";
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
 * For the database to keep: a string after the PHC format (https://github.com/P-H-C/phc-string-format) with the
 * parameters, a salt of its own, and the SHA-256 of the tag. Whoever reads it can't show the tag.
 * @throws {RangeError} if the password is too long. @throws {TooBusyError} if hundreds are waiting.
 */
export async function hashPassword(password: string, asker: Asker = {}): Promise<string> {
  if (isTooLong(password)) throw new RangeError("This password is too long to be hashed");
  const salt = randomBytes(16);
  const tag = await tagOf(password, salt, cost, asker);
  return `${derivationText(salt)}$${base64(createHash("sha256").update(tag).digest())}`;
}

/**
 * What proves a password to the database. Null if there is no account, or the password is too long; that takes
 * as much work as any other: the time must not tell. @param derivation from the database.
 * @throws {TooBusyError} if hundreds are waiting.
 */
export async function passwordTag(
  derivation: string | null,
  password: string,
  asker: Asker = {},
): Promise<Buffer | null> {
  const known = parsed(derivation);
  const isPossible = !isTooLong(password);
  const { salt, cost } = known ?? dummy;
  const tag = await tagOf(isPossible ? password : "", salt, cost, asker);
  return known && isPossible ? tag : null;
}

interface Derivation {
  salt: Buffer;
  cost: Cost;
}
type Cost = typeof cost;

const dummy: Derivation = { salt: randomBytes(16), cost };
const base64 = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");

function derivationText(salt: Buffer): string {
  return `$argon2id-sha256$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(salt)}`;
}

/** At most 98 MiB and nine passes: a string in the database must not hold the process for longer. */
const derivationForm = /^\$argon2id-sha256\$v=19\$m=(\d{2,5}),t=(\d),p=([1-4])\$([A-Za-z0-9+/]{11,64})$/;

function parsed(derivation: string | null): Derivation | null {
  const found = derivationForm.exec(derivation ?? "");
  if (!found) return null;
  const [, memory, passes, parallelism, salt = ""] = found;
  return {
    salt: Buffer.from(salt, "base64"),
    cost: {
      memory: Number(memory),
      passes: Number(passes),
      parallelism: Number(parallelism),
      tagLength: cost.tagLength,
    },
  };
}

/**
 * NFKC, as NIST SP 800-63B asks: the same characters from another keyboard are the same password. Its cost
 * grows with the square of a run of combining marks, so it must never see a text of unknown length.
 */
function tagOf(password: string, nonce: Buffer, parameters: Cost, { request }: Asker): Promise<Buffer> {
  const key = clientKeyOfIp(request?.ipAddress);
  const message = password.normalize("NFKC");
  return inTurn({ key, network: networkOf(key) }, () =>
    derive("argon2id", { message, nonce, ...parameters }),
  );
}
