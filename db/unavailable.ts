// A failed connection (08), too few resources (53), a stop or start (57P), a timeout, or a lost conflict:
// https://www.postgresql.org/docs/18/errcodes-appendix.html
const passing = /^(08|53|57P|57014|55P03|25P03|40001|40P01)/;
const network = /^E(CONN|PIPE|TIMEDOUT|HOSTUNREACH|AI_AGAIN)/;
const words =
  /timeout exceeded when trying to connect|Connection terminated|not queryable|ended the connection/i;

/** A statement that was stopped because it took longer than it may: a request that asks for less may succeed. */
export function isTooSlow(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && error.code === "57014") return true;
  return error.cause !== undefined && isTooSlow(error.cause);
}

/** The same request may succeed a moment later, so the answer is 503 and not 500. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  if (passing.test(code) || network.test(code) || words.test(error.message)) return true;
  return error.cause !== undefined && isUnavailable(error.cause);
}
