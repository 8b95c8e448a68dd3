interface LoggedError {
  type: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: LoggedError;
}

const sqlState = /^[0-9A-Z]{5}$/;

/** The database's errors quote people's input: of those only the code, constraint or table is logged. */
export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error))
    return { type: typeof error, message: "Something other than an Error was thrown" };
  const { code, constraint, table } = error as { code?: unknown; constraint?: unknown; table?: unknown };
  const isFromDatabase = typeof code === "string" && sqlState.test(code) && !code.startsWith("E");
  const about = [constraint, table].find((name) => typeof name === "string");
  return {
    type: error.constructor.name,
    message: isFromDatabase ? `SQLSTATE ${code}${about ? ` (${about})` : ""}` : error.message.slice(0, 1_000),
    ...(typeof code === "string" && { code }),
    ...(error.stack && { stack: framesOf(error.stack) }),
    ...(error.cause !== undefined && depth < 3 && { cause: loggedError(error.cause, depth + 1) }),
  };
}

/** Without the message, which comes before the frames. */
function framesOf(stack: string): string {
  return stack
    .split("\n")
    .filter((line) => line.startsWith("    at "))
    .slice(0, 20)
    .join("\n");
}
