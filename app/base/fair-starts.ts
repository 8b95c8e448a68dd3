type Start = () => void;

interface Client {
  network: string;
  clientKey: string;
}

/**
 * Between two looks at the sockets each network has one start, and its clients have them in turn. The first is at once.
 * So however many requests a network sends at once, the process looks at all sockets again after one of them.
 */
export class FairStarts {
  readonly #begun = new Set<string>();
  /** By network, and by client key. */
  readonly #waiting = new Map<string, Map<string, Set<Start>>>();
  #isGoingRound = false;

  /** @returns whether it starts at once. Who waits and gives up has to leave. */
  begin(client: Client, start: Start): boolean {
    if (!this.#isGoingRound) setImmediate(this.#round);
    this.#isGoingRound = true;
    if (this.#begun.has(client.network)) {
      this.#wait(client, start);
      return false;
    }
    this.#begun.add(client.network);
    start();
    return true;
  }

  leave({ network, clientKey }: Client, start: Start): void {
    const clients = this.#waiting.get(network);
    const line = clients?.get(clientKey);
    line?.delete(start);
    if (line?.size === 0) clients?.delete(clientKey);
    if (clients?.size === 0) this.#waiting.delete(network);
  }

  #wait({ network, clientKey }: Client, start: Start): void {
    const clients = this.#waiting.get(network) ?? new Map<string, Set<Start>>();
    const line = clients.get(clientKey) ?? new Set<Start>();
    this.#waiting.set(network, clients.set(clientKey, line.add(start)));
  }

  /** What is set here runs after a look at the sockets, one after the other. */
  readonly #round = () => {
    this.#begun.clear();
    for (const [network, clients] of this.#waiting) {
      const [clientKey, line] = firstOf(clients);
      const start = firstOf(line);
      // Whose start it is comes last the next time.
      clients.delete(clientKey);
      clients.set(clientKey, line);
      this.leave({ network, clientKey }, start);
      this.#begun.add(network);
      setImmediate(start);
    }
    this.#isGoingRound = this.#begun.size > 0;
    if (this.#isGoingRound) setImmediate(this.#round);
  };
}

/** No network is kept without a client, and no client without a start. */
function firstOf<One>(some: Iterable<One>): One {
  for (const one of some) return one;
  throw new Error("Nobody waits here");
}
