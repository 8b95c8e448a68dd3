/**
 * Whether an error says that the database is away or full, rather than that the question was wrong: the connection was
 * refused, lost or not to be had in time (SQLSTATE classes 08, 53 and 57P, https://www.postgresql.org/docs/18/errcodes-appendix.html).
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  if (/^(08|53|57P)/.test(code) || /^E(CONN|PIPE|TIMEDOUT|HOSTUNREACH|AI_AGAIN)/.test(code)) return true;
  if (
    /timeout exceeded when trying to connect|Connection terminated|not queryable|ended the connection/i.test(
      error.message,
    )
  )
    return true;
  return error.cause !== undefined && isUnavailable(error.cause);
}
