import { domainToASCII } from "node:url";

const longestEmail = 254;

const localForm = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domainForm = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/;

/** The form that accounts keep: trimmed, lower case, ASCII, so that no two look alike. Null if it is none. */
export function normalEmail(given: string): string | null {
  // Twice the length leaves room for spaces around it.
  if (given.length > longestEmail * 2) return null;
  const trimmed = given.trim();
  const at = trimmed.lastIndexOf("@");
  if (at < 1 || trimmed.length > longestEmail) return null;
  const local = trimmed.slice(0, at).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const domain = domainToASCII(trimmed.slice(at + 1));
  const email = `${local}@${domain}`;
  return localForm.test(local) &&
    local.length <= 64 &&
    domainForm.test(domain) &&
    email.length <= longestEmail
    ? email
    : null;
}
