import type { Server, Socket } from "node:net";
import { LRUCache } from "lru-cache";
import { clientKeyOfIp, networkOf, networkShare } from "#app/base/client-key.ts";

/** Why a connection closes: its address or its network holds too many, or floods (framing.ts). */
export type ConnectionEnd = "address" | "network" | "flood";

interface ConnectionBoundOptions {
  /** Of one client key; its network may hold ten times as many. */
  mostPerAddress: number;
  onRefused(bound: ConnectionEnd): void;
}

/** A client key, or a network. */
interface Holder {
  bound: "address" | "network";
  name: string;
  share: number;
}

/** Each takes the thread for some 20 ms. */
const mostFloodsPerMinute = 10;
/** A minute begins with the first flood. `perf` is its clock, which is asked each time. */
const lastMinute = {
  ...{ max: 20_000, ttl: 60_000, noUpdateTTL: true },
  ...{ perf: { now: () => Date.now() }, ttlResolution: 0 },
};

/**
 * Closes a connection at once, before anything of it is read, if its address or network holds as many as it may. Who has
 * flooded ten times (a network: a hundred times) in a minute loses all connections, and gets no other until the minute
 * is over. Only for a server that clients reach themselves: behind a proxy every connection is the proxy's.
 */
export class ConnectionBound {
  readonly #options: ConnectionBoundOptions;
  readonly #held = new Map<string, Set<Socket>>();
  readonly #floods = new LRUCache<string, number>(lastMinute);

  constructor(options: ConnectionBoundOptions) {
    this.#options = options;
  }

  watch(server: Server): void {
    // Before the listener of HTTP, which would begin to read.
    server.prependListener("connection", this.#admit);
  }

  /** @param socket one that flooded */
  noteFlood(socket: Socket): void {
    for (const holder of holdersOf(socket)) {
      this.#floods.set(holder.name, (this.#floods.get(holder.name) ?? 0) + 1);
      if (this.#isBarred(holder)) this.#closeAll(holder);
    }
  }

  readonly #admit = (socket: Socket) => {
    const holders = holdersOf(socket);
    if (holders.some((holder) => this.#isBarred(holder))) return this.#refuse(socket, "flood");
    const full = holders.find((holder) => this.#isFull(holder));
    if (full) return this.#refuse(socket, full.bound);
    for (const { name } of holders) this.#held.set(name, (this.#held.get(name) ?? new Set()).add(socket));
    socket.once("close", () => this.#forget(socket, holders));
  };

  #closeAll({ name }: Holder): void {
    for (const socket of this.#held.get(name) ?? []) if (!socket.destroyed) this.#refuse(socket, "flood");
  }

  #isFull({ name, share }: Holder): boolean {
    return (this.#held.get(name)?.size ?? 0) >= this.#options.mostPerAddress * share;
  }

  #isBarred({ name, share }: Holder): boolean {
    return (this.#floods.get(name) ?? 0) >= mostFloodsPerMinute * share;
  }

  #refuse(socket: Socket, bound: ConnectionEnd): void {
    socket.destroy();
    this.#options.onRefused(bound);
  }

  #forget(socket: Socket, holders: Holder[]): void {
    for (const { name } of holders) {
      const held = this.#held.get(name);
      held?.delete(socket);
      if (held?.size === 0) this.#held.delete(name);
    }
  }
}

/** Node keeps the address of a socket that has been asked for it. */
function holdersOf({ remoteAddress }: Socket): Holder[] {
  const key = clientKeyOfIp(remoteAddress);
  return [
    { bound: "address", name: key, share: 1 },
    { bound: "network", name: `network ${networkOf(key)}`, share: networkShare },
  ];
}
