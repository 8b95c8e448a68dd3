import { hasAtMost } from "#app/base/text-length.ts";
import { commonWalks, commonWords } from "./common-words.ts";

const passwordLength = { min: 10, max: 200 } as const;

export interface Owner {
  email: string;
  name: string;
}

/** Ask this before anything whose cost grows with the text. */
export function isTooLong(password: string): boolean {
  return !hasAtMost(password, passwordLength.max);
}

export const passwordProblems = {
  "password-too-long": `Use at most ${passwordLength.max} characters.`,
  "password-not-text": "The password has characters that can't be stored. Type it again.",
  "password-too-short": `Use at least ${passwordLength.min} characters.`,
  "password-common": "This is one of the passwords that are tried first. Choose another.",
  "password-personal": "This is mostly your name or address, which others know. Choose another.",
} as const;

export type PasswordProblem = keyof typeof passwordProblems;

export function passwordProblem(password: string, owner: Owner): PasswordProblem | null {
  if (isTooLong(password)) return "password-too-long";
  if (!password.isWellFormed() || password.includes("\0")) return "password-not-text";
  if ([...password].length < passwordLength.min) return "password-too-short";
  if (isCommon(password)) return "password-common";
  return isPersonal(password, owner) ? "password-personal" : null;
}

function isCommon(password: string): boolean {
  const lower = password.toLowerCase();
  return (
    commonWalks.has(lower) ||
    isRepetition(lower) ||
    isSequence(lower) ||
    readings(lower).some((word) => commonWords.has(word))
  );
}

/** The word in `p@ssw0rd!2024`, `footba11!!` and `12345welcome`: signs read as letters, the ends cut off. */
function readings(lower: string): string[] {
  return ["i", "l"].flatMap((one) => [spelled(core(lower), one), core(spelled(lower, one))]);
}

const core = (text: string) => /[a-z](?:.*[a-z])?/s.exec(text)?.[0] ?? "";
const leet: Record<string, string> = { "0": "o", "@": "a", "4": "a", "3": "e", $: "s", "5": "s", "7": "t" };
const spelled = (text: string, one: string) =>
  text.replace(/[0@43$571]/g, (sign) => (sign === "1" ? one : (leet[sign] ?? sign)));

/** Such as `aaaaaaaaaa`, `abc123abc1`, `monkeymonkey`. */
function isRepetition(text: string): boolean {
  for (let size = 1; size < passwordLength.min; size++) {
    if (text.length >= size * 2 && text.slice(size) === text.slice(0, -size)) return true;
  }
  return false;
}

const rows = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "qwertzuiop",
  "azertyuiop",
];
const neighbours = new Set(
  rows.flatMap((row) => [...row].slice(1).flatMap((next, at) => [row[at] + next, next + row[at]])),
);

function isSequence(text: string): boolean {
  let steps = 0;
  for (let at = 1; at < text.length; at++) {
    if (neighbours.has(text.slice(at - 1, at + 1)) || text[at] === text[at - 1]) steps++;
  }
  return steps >= (text.length - 1) * 0.8;
}

function isPersonal(password: string, { email, name }: Owner): boolean {
  const known = [email, ...email.split(/[^a-z0-9]+/i), name, ...name.split(/\s+/)]
    .map((part) => part.toLowerCase())
    .filter((part) => part.length >= 3)
    .sort((one, other) => other.length - one.length);
  let rest = password.toLowerCase();
  for (const part of known) rest = rest.replaceAll(part, "");
  return (
    rest.length < password.length && rest.replace(/[\s\d\p{P}\p{S}]/gu, "").length < 4 && rest.length < 8
  );
}
