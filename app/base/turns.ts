/** `code` is PostgreSQL's `insufficient_resources`. */
export class TooBusyError extends Error {
  readonly code = "53000";
}

/** At most `running` calls work at once, and `waiting` wait in order. @throws {TooBusyError} beyond that. */
export function turns({ running, waiting }: { running: number; waiting: number }) {
  const line: (() => void)[] = [];
  let active = 0;
  return async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (active >= running) {
      if (line.length >= waiting) throw new TooBusyError("Too much is waiting for its turn");
      await new Promise<void>((resolve) => line.push(resolve));
    } else active++;
    try {
      return await work();
    } finally {
      // The place is handed on, so that no other call slips in between.
      const next = line.shift();
      if (next) next();
      else active--;
    }
  };
}
