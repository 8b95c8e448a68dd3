import type { Server, Socket } from "node:net";
import { clientKeyOfIp, networkOf, networkShare } from "#app/base/client-key.ts";

/** Whose connections are too many. */
type ConnectionBound = "address" | "network";

interface ConnectionBoundOptions {
  /** Of one client key; its network may hold ten times as many. */
  mostPerAddress: number;
  onRefused(bound: ConnectionBound): void;
}

/**
 * Closes a connection at once, before anything of it is read, if its address or network holds as many as it
 * may. Only for a server that clients reach themselves: behind a proxy every connection is the proxy's.
 */
export function boundConnections(
  server: Server,
  { mostPerAddress, onRefused }: ConnectionBoundOptions,
): void {
  const held = new Map<string, number>();
  const add = (name: string, change: 1 | -1) => {
    const count = (held.get(name) ?? 0) + change;
    if (count > 0) held.set(name, count);
    else held.delete(name);
  };
  // Before the listener of HTTP, which would begin to read.
  server.prependListener("connection", (socket: Socket) => {
    const key = clientKeyOfIp(socket.remoteAddress);
    const holders: { bound: ConnectionBound; name: string; most: number }[] = [
      { bound: "address", name: key, most: mostPerAddress },
      { bound: "network", name: `network ${networkOf(key)}`, most: mostPerAddress * networkShare },
    ];
    const full = holders.find(({ name, most }) => (held.get(name) ?? 0) >= most);
    if (full) {
      onRefused(full.bound);
      return void socket.destroy();
    }
    for (const { name } of holders) add(name, 1);
    socket.once("close", () => {
      for (const { name } of holders) add(name, -1);
    });
  });
}
