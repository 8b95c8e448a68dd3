/** In place of app/base/process-turns.ts: nobody waits for a turn. */
export class ProcessTurns {
  readonly waiting = 0;
  async take(): Promise<void> {}
}
