/** Its message is one line, for the person who starts the server. */
export class StartProblem extends Error {
  override readonly name = "StartProblem";
}

/** By name: the server's build has its own copies of these classes. */
const explained = new Set([
  "ConfigError",
  "DataDirInUseError",
  "DatabaseSetupError",
  "EmbeddedPostgresError",
  "StartProblem",
]);

/** Null for a bug. */
export function startProblem(error: unknown, dataDir: string): string | null {
  if (!(error instanceof Error)) return null;
  if (explained.has(error.constructor.name)) return error.message;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code && ["EACCES", "EPERM", "EROFS", "ENOSPC", "ENOTDIR"].includes(code)) {
    return `DATA_DIR ${dataDir} can't be written to (${code}${path ? ` at ${path}` : ""}). Choose another or change its owner.`;
  }
  if (code === "ERR_MODULE_NOT_FOUND" && error.message.includes("build/server")) {
    return "There is no build yet. Use npm start, or run npm run build first.";
  }
  return null;
}
