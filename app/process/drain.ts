/** Whether this process is on its way out, and what has to be done before it may go. */

type Flush = () => Promise<void>;

let leaving = false;
const flushes = new Set<Flush>();

export function draining(): boolean {
  return leaving;
}

/** From now on `/readyz` says no, and connections are closed after their answer. */
export function startDraining(): void {
  leaving = true;
}

/** Registers work to be finished after the last request and before the database closes, such as batched counters. */
export function beforeExit(flush: Flush): void {
  flushes.add(flush);
}

/** Runs what was registered. One that fails does not keep the others from running. */
export async function flushAll(): Promise<void> {
  await Promise.allSettled([...flushes].map((flush) => flush()));
}
