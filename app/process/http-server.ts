import { createServer, type RequestListener, type Server } from "node:http";
import type { Socket } from "node:net";
import { serveWellFramed } from "./framing.ts";

/** Times are in milliseconds, sizes in bytes. `onFlood`: framing.ts. */
export function httpServer(listener: RequestListener, onFlood: (socket: Socket) => void = () => {}): Server {
  const server = createServer({
    maxHeaderSize: 16 * 1024,
    headersTimeout: 15_000,
    requestTimeout: 60_000,
    // Longer than a proxy's usual 60 s, so that the server never closes while a request is on its way.
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: 5_000,
    // Node would answer before anything counts the request.
    requireHostHeader: false,
  });
  serveWellFramed(server, listener, onFlood);
  server.maxConnections = 10_000;
  server.maxHeadersCount = 100;
  return server;
}

/** Lets requests in flight finish, for `hardStopMs` at most. */
export async function closeServer(server: Server, hardStopMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const hard = setTimeout(() => server.closeAllConnections(), hardStopMs);
  await closed;
  clearInterval(idle);
  clearTimeout(hard);
}
