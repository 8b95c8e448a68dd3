/** Thrown when more work waits than could be done in good time. `code` is what PostgreSQL says when it is full. */
export class TooBusyError extends Error {
  readonly code = "53000";
}

/**
 * Lets at most `running` pieces of work go on at once and `waiting` more stand in line, in order.
 * @returns a function that runs its argument when its turn comes. @throws {TooBusyError} when the line is full.
 */
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
      // The place is handed on, not given up, so that no other call slips in between.
      const next = line.shift();
      if (next) next();
      else active--;
    }
  };
}
