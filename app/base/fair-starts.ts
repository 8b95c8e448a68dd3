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

  /** Who waits and gives up has to leave. */
  begin(client: Client, start: Start): void {
    if (!this.#isGoingRound) setImmediate(this.#round);
    this.#isGoingRound = true;
    if (this.#begun.has(client.network)) this.#wait(client, start);
    else {
      this.#begun.add(client.network);
      start();
    }
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
      const start = takeNext(clients);
      if (clients.size === 0) this.#waiting.delete(network);
      if (!start) continue;
      this.#begun.add(network);
      setImmediate(start);
    }
    this.#isGoingRound = this.#begun.size > 0;
    if (this.#isGoingRound) setImmediate(this.#round);
  };
}

/** Whose start it is comes last the next time. */
function takeNext(clients: Map<string, Set<Start>>): Start | undefined {
  const [first] = clients;
  if (!first) return;
  const [clientKey, line] = first;
  const [start] = line;
  if (start) line.delete(start);
  clients.delete(clientKey);
  if (line.size > 0) clients.set(clientKey, line);
  return start;
}
