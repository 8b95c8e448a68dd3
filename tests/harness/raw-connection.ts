import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A connection to which a test writes what it likes, also half of a request. */
export interface RawConnection {
  socket: Socket;
  /** The head of the first answer. @throws if the connection ends without one */
  answerHead(): Promise<string>;
  /** All that the other side sent before it closed the connection. */
  everything(): Promise<string>;
  /** Resolves once the other side has closed or reset the connection. */
  closed: Promise<unknown>;
}

export async function connectRaw(origin: string, localAddress?: string): Promise<RawConnection> {
  const { hostname, port } = new URL(origin);
  const socket = connect({ host: hostname, port: Number(port), ...(localAddress && { localAddress }) });
  const received: Buffer[] = [];
  socket.on("data", (chunk) => received.push(chunk));
  // A reset ends it as well as a close does.
  socket.on("error", () => {});
  const closed = new Promise((resolve) => socket.once("close", resolve));
  await once(socket, "connect");
  return {
    socket,
    closed,
    async everything() {
      await closed;
      return Buffer.concat(received).toString("latin1");
    },
    async answerHead() {
      for (;;) {
        const [head, rest] = Buffer.concat(received).toString("latin1").split("\r\n\r\n", 2);
        if (head !== undefined && rest !== undefined) return head;
        const hasEnded = await Promise.race([
          once(socket, "data").then(
            () => false,
            () => closed.then(() => true),
          ),
          closed.then(() => true),
        ]);
        if (hasEnded) throw new Error(`The connection ended after ${JSON.stringify(head)}`);
      }
    },
  };
}

/** The head of a form's request that announces a body, with nothing of it yet. */
export function formHead(origin: string, path: string, headers: Record<string, string>): string {
  const { host } = new URL(origin);
  const all = {
    Host: host,
    Origin: origin,
    "Content-Type": "application/x-www-form-urlencoded",
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
}
